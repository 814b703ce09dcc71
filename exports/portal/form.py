"""The profiles a register can be pushed in: what writes it, what it is called on the wire, and what it must pass first."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from catalog.exchange.objects import PROFILE, Object
from catalog.exchange.rules import check_rut
from common.errors import Finding
from exports.ddi.codebook import write_codebook
from exports.described import Described
from exports.plain_files import write_json
from exports.rut.document import rut_envelope


@dataclass(frozen=True)
class Form:
    """A profile on the wire. `write` gives equal bytes for an equal register; `check` says why a register may not be sent, nothing when it may."""

    media_type: str
    ending: str
    write: Callable[[Described, Object, str, datetime], bytes]
    check: Callable[[Described, Object, str], Sequence[Finding]]


def _rut(described: Described, register: Object, base: str, changed_at: datetime) -> bytes:
    return write_json(rut_envelope(_around(described, register), base=base, created=changed_at, agency=described.agency))


def _check_rut(described: Described, register: Object, base: str) -> Sequence[Finding]:
    return check_rut(rut_envelope(_around(described, register), base=base, created=described.described_at, agency=described.agency))


def _around(described: Described, register: Object) -> tuple[Object, ...]:
    return described.only([str(register["localId"])]).objects


def _codebook(described: Described, register: Object, base: str, _changed_at: datetime) -> bytes:
    return write_codebook(described, register, base)


FORMS: Mapping[str, Form] = {
    PROFILE: Form("application/json", "json", _rut, _check_rut),
    "ddi-codebook-2.5": Form("application/xml", "xml", _codebook, _check_rut),
}
"""Every profile by name. The objects are judged by the rules of the exchange profile whatever they are written as."""
