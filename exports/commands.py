"""Commands of the exports room: check a delivery, write a register description or a package file."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import click

from common.installation import Installation

_FOLDER = click.Path(exists=True, file_okay=False, path_type=Path)
_FILE = click.Path(dir_okay=False, path_type=Path)


@click.group()
def delivery() -> None:
    """Deliveries. / Leveranser."""


@delivery.command()
@click.argument("folder", type=_FOLDER)
@click.option("--certificate", "expected", default=None, help="Checksum of the certificate as it stands in the log of the order.")
@click.option("--json", "as_json", is_flag=True, help="Print as JSON.")
@click.pass_obj
def verify(installation: Installation, folder: Path, expected: str | None, as_json: bool) -> None:
    """Check a delivery offline; exit 1 if anything is missing, altered or too much. / Kontrollera en leverans."""
    from common.errors import Finding, InputRefused, Severity
    from common.translate import translate
    from exports.certificate import certificate_hash
    from exports.delivery import verify_delivery

    language = installation.settings.language
    findings = verify_delivery(folder)
    found = certificate_hash(folder)
    if expected is not None and expected.strip().lower() != found:
        findings.append(Finding("exports.error.certificate_other", Severity.error, "certificate.json"))
    if as_json:
        listed = [{"code": one.code, "severity": str(one.severity), "path": one.path, **_sentences(one)} for one in findings]
        click.echo(json.dumps({"certificate": found, "findings": listed}, ensure_ascii=False))
    errors = [one for one in findings if one.severity is Severity.error]
    for one in findings:
        if one not in errors:
            click.echo(translate(one.key, language, **one.params), err=True)
    if errors:
        raise InputRefused(errors)
    if not as_json:
        click.echo(translate("exports.verify.fine", language, sha256=found))
        click.echo(translate("exports.verify.meaning", language))


def _sentences(finding: object) -> dict[str, str]:
    from common.errors import Finding
    from common.translate import LANGUAGES, translate

    assert isinstance(finding, Finding)
    return {language: translate(finding.key, language, **finding.params) for language in LANGUAGES}


@click.group()
def export() -> None:
    """Descriptions and packages for others. / Beskrivningar och paket för andra."""


@export.command()
@click.option("--out", type=_FILE, required=True, help="File to write.")
@click.option("--register", "registers", multiple=True, help="Id of a register or a family (par); every register when none is named.")
@click.option("--order", "order_file", type=click.Path(exists=True, dir_okay=False, path_type=Path), help="Only the variables that this order reads.")
@click.pass_obj
def rut(installation: Installation, out: Path, registers: tuple[str, ...], order_file: Path | None) -> None:
    """Register descriptions in the RUT-compatible profile rut-gsim-se/1.0. / RUT-kompatibel beskrivning."""
    from common.errors import InputRefused
    from common.translate import translate
    from exports.folder import write_file
    from exports.plain_files import write_json
    from exports.rut.rules import check_rut

    document = _describe(installation, registers, order_file)
    findings = check_rut(document)
    if findings:
        raise InputRefused(findings)
    write_file(out, write_json(document))
    click.echo(translate("exports.rut.written", installation.settings.language, count=len(document["objects"]), file=out))


def _describe(installation: Installation, registers: tuple[str, ...], order_file: Path | None) -> dict[str, Any]:
    """The document of the registers named, or of the variables an order reads."""
    from assistant.document import read_order
    from catalog.lookup import open_catalogue
    from common.database import reading
    from common.errors import InputRefused
    from exports.rut.describe import describe_order, describe_registers
    from exports.rut.document import rut_document

    with reading(installation.engine) as session:
        catalogue = open_catalogue(session)
    described = describe_registers(catalogue, registers) if order_file is None else None
    if order_file is not None:
        order, faults = read_order(order_file.read_bytes(), order_file.name)
        if order is None:
            raise InputRefused(faults)
        described = describe_order(catalogue, order)
    return rut_document(
        described or (),
        base=installation.settings.base_url,
        created=installation.clock.now(),
        catalogue=catalogue.version,
        kind="order-list" if order_file else "export",
    )


@export.command()
@click.argument("folder", type=_FOLDER)
@click.option("--out", type=_FILE, required=True, help="The zip file to write.")
@click.pass_obj
def datapackage(installation: Installation, folder: Path, out: Path) -> None:
    """A checked delivery as one zip file, a Frictionless Data Package. / En leverans som en zipfil."""
    from common.errors import InputRefused, Severity
    from exports.delivery import verify_delivery, zip_delivery
    from exports.folder import write_file

    errors = [one for one in verify_delivery(folder) if one.severity is Severity.error]
    if errors:
        raise InputRefused(errors)
    write_file(out, zip_delivery(folder))
    click.echo(str(out))


def write_run(
    out: Path, installation: Installation, *, order_text: str, order: Any, catalogue: Any, spec: dict[str, Any], result: Any, facts: Any,
    evidence: dict[str, str], is_protected: bool,
) -> None:
    """The files of `order run`: a package that nobody has approved, and beside it the reviewer's evidence, which no delivery holds.

    Of a run that is not protected only the evidence and what was asked for.
    """
    from assistant.judgement import Context
    from catalog.editions import open_code_lists
    from common.clock import today
    from common.database import reading
    from exports.composition import Released, compose, demonstration, publisher_of
    from exports.delivery import write_delivery, write_refused_run
    from exports.folder import write_file

    with reading(installation.engine) as session:
        context = Context(today(installation.clock), snapshot=facts, editions=open_code_lists(session))
    settings = installation.settings
    released = Released(spec["order_id"], order, order_text, 1, result, spec, facts, demonstration(installation.clock))
    delivery = compose(released, catalogue, context, created=installation.clock.now(), publisher=publisher_of(settings), base_url=settings.base_url)
    if not is_protected:
        write_refused_run(out, delivery, evidence)
        return
    write_delivery(out, delivery)
    for name, text in evidence.items():
        write_file(out / "evidence" / name, text.encode())


def write_shell_workbook(out: Path, shells: Any, language: str) -> None:
    """The empty tables as a workbook, in the layout the delivery will have; handed to `order shell` by the assembler."""
    from exports.folder import write_file
    from exports.workbook.empty import write_shell_workbook

    write_file(out, write_shell_workbook(shells, language))
