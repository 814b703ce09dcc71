"""The profiles a register can be pushed in: what writes it, what it is called on the wire, and what it must pass first."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from catalog.exchange.objects import PROFILE, Object
from catalog.exchange.rules import check_rut
from common.errors import Finding
from exports.dcat.checks import check_document
from exports.dcat.portal import Portal
from exports.dcat.profiles import PROFILES, Profile
from exports.ddi.codebook import write_codebook
from exports.described import Described
from exports.plain_files import write_json
from exports.rdf import SYNTAXES, write_graph
from exports.rut.document import rut_envelope

_SYNTAX = "ttl"


@dataclass(frozen=True)
class Form:
    """A profile on the wire. `write` gives equal bytes for an equal register; `check` says why a register may not be sent, nothing when it may."""

    media_type: str
    ending: str
    write: Callable[[Described, Object, Portal], bytes]
    check: Callable[[Described, Object, Portal], Sequence[Finding]]


def _rut(described: Described, register: Object, portal: Portal) -> bytes:
    return write_json(_envelope(described, register, portal))


def _check_rut(described: Described, register: Object, portal: Portal) -> Sequence[Finding]:
    return check_rut(_envelope(described, register, portal))


def _envelope(described: Described, register: Object, portal: Portal) -> dict[str, object]:
    around = described.only([str(register["localId"])])
    return rut_envelope(around.objects, base=portal.base, created=described.changed_at(register), agency=described.agency)


def _codebook(described: Described, register: Object, portal: Portal) -> bytes:
    return write_codebook(described, register, portal.base)


def _dcat(profile: Profile) -> Form:
    """A register as a data set of a DCAT profile, judged by the profile's own rules."""
    return Form(
        SYNTAXES[_SYNTAX], _SYNTAX, lambda described, register, portal: write_graph(profile.build_dataset(described, register, portal).graph, _SYNTAX),
        lambda described, register, portal: check_document(profile.build_dataset(described, register, portal).graph, profile.name),
    )


FORMS: Mapping[str, Form] = {
    PROFILE: Form("application/json", "json", _rut, _check_rut), "ddi-codebook-2.5": Form("application/xml", "xml", _codebook, _check_rut),
    **{name: _dcat(profile) for name, profile in PROFILES.items()},
}
"""Every profile by name; a codebook is judged by the objects it is written from."""
