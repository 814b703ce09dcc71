"""The metadata formats that records can be asked for in, as data."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from exports.oai import codebook, datacite, dublin_core
from exports.oai.record import Portrait
from exports.xml import Element


@dataclass(frozen=True)
class Format:
    """A metadataPrefix: its schema, its namespace and what writes it."""

    schema: str
    namespace: str
    write: Callable[[Portrait], Element]


FORMATS: Mapping[str, Format] = {
    "oai_dc": Format(dublin_core.SCHEMA, dublin_core.NAMESPACE, dublin_core.write_dublin_core),
    "oai_datacite": Format(datacite.SCHEMA, datacite.NAMESPACE, datacite.write_datacite),
    "oai_ddi25": Format(codebook.SCHEMA, codebook.NAMESPACE, codebook.write_ddi_codebook),
}
"""Every format; oai_dc is required by the protocol."""
