"""The certificate of a delivery and its check without any network: checksums of every file, versions, decisions by role, and its own checksum.

It shows that the files are those of this certificate; that the certificate itself is the authority's is shown by comparing its checksum with the
one that stands in the order's log. There is no signature yet: a key that lies beside the files would prove nothing.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from common.documents import canonical_json
from common.errors import Finding, Severity
from exports.delivery_input import DeliveryInput
from exports.plain_files import write_json

CERTIFICATE_FILE = "certificate.json"
EVIDENCE_FOLDER = "evidence"
FORMAT = "registerlots-certificate/1"
_KEYS = {"format", "delivery", "order", "spec", "snapshot", "policy", "software", "approvals", "files", "sha256"}


def write_certificate(delivery: DeliveryInput, files: Mapping[str, bytes]) -> bytes:
    """`certificate.json` over the bytes of every other file of the delivery, by path."""
    result = delivery.result
    content: dict[str, Any] = {
        "format": FORMAT,
        "delivery": delivery.delivery_id,
        "order": {"id": delivery.order_id, "version": delivery.order_version, "specification": result.specification_hash},
        "spec": result.spec_hash,
        "snapshot": result.snapshot,
        "synthetic": result.is_synthetic,
        "policy": result.policy,
        "catalogue": delivery.catalogue,
        "software": result.software,
        "created": delivery.created.isoformat(),
        "language": delivery.language,
        "approvals": [{"role": approval.role, "decision": approval.decision, "at": approval.at.isoformat()} for approval in delivery.approvals],
        "files": [{"path": path, "bytes": len(files[path]), "sha256": hashlib.sha256(files[path]).hexdigest()} for path in sorted(files)],
        "signature": None,
    }
    return write_json(content | {"sha256": own_hash(content)})


def own_hash(certificate: Mapping[str, Any]) -> str:
    """SHA-256 of the canonical text of a certificate without its own checksum."""
    return hashlib.sha256(canonical_json({key: value for key, value in certificate.items() if key != "sha256"}).encode()).hexdigest()


def certificate_hash(folder: Path) -> str:
    """The checksum that the certificate in a folder really has, whatever it says; empty when there is no readable certificate."""
    path = folder / CERTIFICATE_FILE
    certificate = _read(path) if path.is_file() else None
    return own_hash(certificate) if certificate else ""


def verify_folder(folder: Path) -> list[Finding]:
    """Everything that is missing, altered or too much in a delivery's folder, and every fault of the certificate itself; empty when all is well.

    A folder `evidence` (a run keeps it beside the delivery for the reviewer) is a warning: it must not be handed on.
    """
    path = folder / CERTIFICATE_FILE
    if not path.is_file():
        return [Finding("exports.error.no_certificate", Severity.error, CERTIFICATE_FILE)]
    certificate = _read(path)
    if certificate is None:
        return [Finding("exports.error.bad_certificate", Severity.error, CERTIFICATE_FILE)]
    findings = []
    if certificate["sha256"] != own_hash(certificate):
        findings.append(Finding("exports.error.certificate_altered", Severity.error, CERTIFICATE_FILE))
    listed = {str(entry["path"]): str(entry["sha256"]) for entry in certificate["files"]}
    findings += _check_files(folder, listed)
    if "spec.json" in listed and not findings:
        findings += _check_spec(folder / "spec.json", str(certificate["spec"]))
    return findings


def _read(path: Path) -> dict[str, Any] | None:
    """The certificate when it has the right shape, None when it has not; a list of files that leads out of the folder is no certificate."""
    try:
        value = json.loads(path.read_bytes())
        fits = isinstance(value, dict) and value.get("format") == FORMAT and value.keys() >= _KEYS
        return value if fits and all(_is_inside(str(entry["path"])) and entry["sha256"] for entry in value["files"]) else None
    except (ValueError, KeyError, TypeError, RecursionError):
        return None


def _is_inside(path: str) -> bool:
    return bool(path) and not path.startswith("/") and ".." not in Path(path).parts


def _check_files(folder: Path, listed: Mapping[str, str]) -> list[Finding]:
    present = {file.relative_to(folder).as_posix() for file in folder.rglob("*") if not file.is_dir()} - {CERTIFICATE_FILE}
    evidence = {path for path in present if path.split("/")[0] == EVIDENCE_FOLDER} - listed.keys()
    findings = [Finding("exports.error.file_missing", Severity.error, path, {"file": path}) for path in sorted(listed.keys() - present)]
    for path in sorted(listed.keys() & present):
        file = folder / path
        if file.is_symlink() or hashlib.sha256(file.read_bytes()).hexdigest() != listed[path]:
            findings.append(Finding("exports.error.file_altered", Severity.error, path, {"file": path}))
    findings += [Finding("exports.error.file_extra", Severity.error, path, {"file": path}) for path in sorted(present - listed.keys() - evidence)]
    if evidence:
        findings.append(Finding("exports.warning.evidence", Severity.warning, EVIDENCE_FOLDER))
    return findings


def _check_spec(path: Path, expected: str) -> list[Finding]:
    """The job description in the delivery is the one whose checksum the certificate and the order's log hold."""
    found = hashlib.sha256(canonical_json(json.loads(path.read_bytes())).encode()).hexdigest()
    return [] if found == expected else [Finding("exports.error.spec_hash", Severity.error, path.name)]
