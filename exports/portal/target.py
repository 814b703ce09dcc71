"""The portals that are pushed to, as the installation's file of targets names them."""

from __future__ import annotations

from pathlib import Path
from typing import Any, Literal

from pydantic import Field, ValidationError

from common.documents import Document, read_document
from common.errors import Finding, InputRefused, NotFound, Severity
from metadata.model.base import Model

Kind = Literal["plain_put", "ingest_post", "ckan_like"]


class Target(Model):
    """One portal. `kind`: a document put at an address of its own, posted to one door, or an action API in the manner of CKAN.

    The secret is not here: it is the setting `portal_tokens` under the target's name. `page_delay_seconds`: pause between two registers.
    """

    name: str = Field(pattern=r"^[a-z0-9-]{1,40}$")
    kind: Kind
    base_url: str = Field(pattern=r"^https?://")
    profile: str
    registers: tuple[str, ...] = ()
    page_delay_seconds: float = Field(default=0.0, ge=0, le=60)


def read_targets(path: Path) -> dict[str, Target]:
    """Targets by name; empty without a file. Raises InputRefused with every fault and its line."""
    if not path.exists():
        return {}
    document = read_document(path.read_bytes(), path.name)
    listed = document.value if isinstance(document.value, list) else []
    targets, faults = [], [] if isinstance(document.value, list) else [Finding("exports.error.targets_shape", Severity.error, path.name)]
    for at, value in enumerate(listed):
        try:
            targets.append(Target.model_validate(value))
        except ValidationError as error:
            faults += [_fault(one, at, document) for one in error.errors(include_url=False)]
    names = [target.name for target in targets]
    faults += [Finding("exports.error.target_twice", Severity.error, path.name, {"name": name}) for name in sorted({n for n in names if names.count(n) > 1})]
    if faults:
        raise InputRefused(faults)
    return {target.name: target for target in targets}


def get_target(path: Path, name: str) -> Target:
    """One target. NotFound `exports.error.no_target` with the names there are."""
    targets = read_targets(path)
    if name not in targets:
        raise NotFound("exports.error.no_target", name=name, known=", ".join(targets) or "–", file=path)
    return targets[name]


def _fault(error: Any, at: int, document: Document) -> Finding:
    key = str(error["loc"][0]) if error["loc"] else ""
    return Finding("exports.error.target_fault", Severity.error, document.place(f"/{at}/{key}") or document.place(f"/{at}"), {"key": key, "number": at + 1})
