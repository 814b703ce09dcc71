"""The whole package of a delivery: every file of interfaces.md, written beside and renamed, so that it is complete or absent; and its check."""

from __future__ import annotations

import io
import json
import re
import zipfile
from collections.abc import Mapping
from pathlib import Path

from common.errors import Finding, InputRefused, Severity
from common.translate import LANGUAGES
from exports.certificate import CERTIFICATE_FILE, EVIDENCE_FOLDER, verify_folder, write_certificate
from exports.charts import write_chart
from exports.csvw import write_csvw
from exports.ddi.lifecycle import write_lifecycle
from exports.delivery_input import DeliveryInput
from exports.described import Described
from exports.folder import replace_folder
from exports.json_stat import write_json_stat
from exports.long_csv import write_long_csv
from exports.package import PACKAGE_FILE, check_package, write_package
from exports.plain_files import write_json
from exports.provenance import write_provenance, write_provenance_turtle
from exports.px import write_px
from exports.quality import write_quality
from exports.rut.document import rut_envelope, rut_objects
from exports.workbook.book import write_workbook
from exports.workbook.variable_table import variable_rows, write_variable_csv
from metadata.model.table import Table

RUN_MARKERS = (CERTIFICATE_FILE, f"{EVIDENCE_FOLDER}/protection.json")
"""Files that show a folder to be an earlier package or run, which a new one may replace."""

_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9_.-]{0,99}")


def write_delivery(folder: Path, delivery: DeliveryInput) -> Path:
    """Writes the package and returns its folder. An empty folder or an earlier package there is replaced.

    Raises InputRefused (`exports.error.table_name`, `.incomplete_table`, `.folder_in_use`) before anything is written, and SystemFailed
    `exports.error.write_failed` when the disk refuses; nothing of the new package remains then.
    """
    files = delivery_files(delivery)
    replace_folder(folder, files, markers=RUN_MARKERS)
    return folder


def write_refused_run(folder: Path, delivery: DeliveryInput, evidence: Mapping[str, str]) -> None:
    """What remains of a run whose tables could not be protected: what was asked for, and the reviewer's evidence. Nothing in it is, or looks like, a delivery.

    Replaces what `write_delivery` replaces, an earlier and protected run in the same folder too. Raises as it does.
    """
    files = _plain(delivery) | {f"{EVIDENCE_FOLDER}/{name}": text.encode() for name, text in evidence.items()}
    replace_folder(folder, files, markers=RUN_MARKERS)


def delivery_files(delivery: DeliveryInput) -> dict[str, bytes]:
    """Every file of the package by path; equal input gives equal bytes. Raises InputRefused as `write_delivery`."""
    _check(delivery)
    files = _plain(delivery)
    for table in delivery.result.tables:
        files |= _table_files(table, delivery)
    files["delivery.xlsx"] = write_workbook(delivery)
    files |= _metadata(delivery)
    files[PACKAGE_FILE] = write_package(delivery, files)
    files[CERTIFICATE_FILE] = write_certificate(delivery, files)
    return files


def verify_delivery(folder: Path) -> list[Finding]:
    """Everything missing, altered or too much in a delivered folder, offline; then whether its tables read as their description says."""
    findings = verify_folder(folder)
    if any(finding.severity is Severity.error for finding in findings):
        return findings
    return findings + check_package(folder)


def zip_delivery(folder: Path) -> bytes:
    """A delivered folder as one zip file; equal folders give equal bytes. Evidence beside a run is never packed."""
    listed = [str(entry["path"]) for entry in json.loads((folder / CERTIFICATE_FILE).read_bytes())["files"]]
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for path in sorted([*listed, CERTIFICATE_FILE]):
            entry = zipfile.ZipInfo(f"{folder.name}/{path}", date_time=(1980, 1, 1, 0, 0, 0))
            entry.compress_type, entry.external_attr = zipfile.ZIP_DEFLATED, 0o644 << 16
            archive.writestr(entry, (folder / path).read_bytes())
    return buffer.getvalue()


def _check(delivery: DeliveryInput) -> None:
    findings = []
    seen: set[str] = set()
    for table in delivery.result.tables:
        name = table.shell.id
        if not _NAME.fullmatch(name) or name.lower() in seen:
            findings.append(Finding("exports.error.table_name", Severity.error, name, {"table": name}))
        seen.add(name.lower())
        if {cell.key for cell in table.cells} != set(table.shell.keys()):
            findings.append(Finding("exports.error.incomplete_table", Severity.error, name, {"table": name}))
    if findings:
        raise InputRefused(findings)


def _plain(delivery: DeliveryInput) -> dict[str, bytes]:
    return {
        "order.yaml": delivery.order_text.encode(),
        "spec.json": write_json(delivery.spec),
        "readback.sv.txt": _text(delivery.read_back.sv),
        "readback.en.txt": _text(delivery.read_back.en),
    }


def _text(text: str) -> bytes:
    return (text.rstrip("\n") + "\n").encode()


def _table_files(table: Table, delivery: DeliveryInput) -> dict[str, bytes]:
    name = table.shell.id
    files = {
        f"tables/{name}.csv": write_long_csv(table),
        f"tables/{name}.json": write_json_stat(table, delivery),
        f"tables/{name}.px": write_px(table, delivery),
        f"tables/{name}.csv-metadata.json": write_csvw(table, delivery),
    }
    chart = write_chart(table, delivery)
    return files if chart is None else files | {f"charts/{name}.svg": chart}


def _metadata(delivery: DeliveryInput) -> Mapping[str, bytes]:
    """The description of what was delivered and how it came about."""
    files = {
        "metadata/provenance.jsonld": write_provenance(delivery),
        "metadata/provenance.ttl": write_provenance_turtle(delivery),
        **{f"metadata/quality.{language}.txt": write_quality(delivery, language) for language in LANGUAGES},
    }
    if not delivery.described:
        return files
    objects = rut_objects(delivery.described, {system.id: system for system in delivery.code_systems})
    described = Described(tuple(objects), delivery.created)
    return files | {
        "metadata/rut-gsim-se.json": write_json(rut_envelope(objects, base=delivery.base_url, created=delivery.created)),
        "metadata/ddi-lifecycle-3.3.xml": write_lifecycle(described),
        "metadata/variables.csv": write_variable_csv(variable_rows(described, delivery.base_url)),
    }
