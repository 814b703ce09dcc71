"""oai_datacite: a register by the DataCite metadata kernel 4.6, which researchdata.se asks for beside Dublin Core."""

from __future__ import annotations

from lxml.etree import Element, QName, SubElement, _Element

from exports.oai.record import Portrait
from metadata.model.text import Text

KERNEL = "http://datacite.org/schema/kernel-4"
KERNEL_SCHEMA = "https://schema.datacite.org/meta/kernel-4.6/metadata.xsd"
NAMESPACE = KERNEL
SCHEMA = KERNEL_SCHEMA
_XML = "http://www.w3.org/XML/1998/namespace"


def write_datacite(portrait: Portrait) -> _Element:
    """The element `resource`. Without a DOI the identifier is the public address, typed URL: a DOI is never invented."""
    register, holder = portrait.register, portrait.holder
    root = Element(QName(KERNEL, "resource"), nsmap={None: KERNEL})
    doi = next((alias.value for alias in register.alias if alias.scheme == "doi" and alias.value), None)
    _add(root, "identifier", doi or portrait.address, identifierType="DOI" if doi else "URL")
    creator = _add(_add(root, "creators"), "creator")
    _add(creator, "creatorName", holder.name.sv, "sv", nameType="Organizational")
    _both(_add(root, "titles"), "title", register.name)
    _add(root, "publisher", holder.name.sv, "sv")
    _add(root, "publicationYear", str(portrait.published_at.year))
    _add(root, "resourceType", "Register", resourceTypeGeneral="Dataset")
    if register.keywords:
        subjects = _add(root, "subjects")
        for word in register.keywords:
            _both(subjects, "subject", word)
    dates = _add(root, "dates")
    _add(dates, "date", portrait.changed_at.date().isoformat(), dateType="Updated")
    _add(dates, "date", f"{register.data_from.isoformat()}/{register.data_until.isoformat() if register.data_until else ''}", dateType="Collected")
    _add(root, "language", "sv")
    if doi:
        _add(_add(root, "alternateIdentifiers"), "alternateIdentifier", portrait.address, alternateIdentifierType="URL")
    _add(root, "version", register.version)
    _both(_add(root, "rightsList"), "rights", register.secrecy)
    if register.description is not None:
        _both(_add(root, "descriptions"), "description", register.description, descriptionType="Abstract")
    place = _add(_add(root, "geoLocations"), "geoLocation")
    _add(place, "geoLocationPlace", "Sweden")
    return root


def _both(parent: _Element, name: str, text: Text, **attributes: str) -> None:
    for language in ("sv", "en"):
        _add(parent, name, text.of(language), language, **attributes)


def _add(parent: _Element, name: str, text: str | None = None, language: str = "", **attributes: str) -> _Element:
    element = SubElement(parent, QName(KERNEL, name), attributes)
    element.text = text
    if language:
        element.set(QName(_XML, "lang"), language)
    return element
