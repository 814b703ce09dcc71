"""oai_ddi25: a register with its variables as DDI-Codebook 2.5, which the CESSDA catalogue harvests."""

from __future__ import annotations

from exports.ddi.codebook import NAMESPACE, codebook
from exports.oai.record import Portrait
from exports.xml import Element

SCHEMA = "https://ddialliance.org/Specification/DDI-Codebook/2.5/XMLSchema/codebook.xsd"

__all__ = ["NAMESPACE", "SCHEMA", "write_ddi_codebook"]


def write_ddi_codebook(portrait: Portrait) -> Element:
    """The element `codeBook`."""
    return codebook(portrait.described, portrait.register, portrait.base)
