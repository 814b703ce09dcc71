"""oai_datacite: a register by the DataCite metadata kernel 4.6, which researchdata.se asks for beside Dublin Core."""

from __future__ import annotations

from typing import Any

from exports.oai.record import Portrait
from exports.xml import Element, element

NAMESPACE = "http://datacite.org/schema/kernel-4"
SCHEMA = "https://schema.datacite.org/meta/kernel-4.6/metadata.xsd"


def write_datacite(portrait: Portrait) -> Element:
    """The element `resource`. Without a DOI the identifier is the public address, typed URL."""
    register, holder, doi = portrait.register, portrait.holder, portrait.doi
    holder_name = (holder.get("name") or {}).get("sv") or portrait.described.agency
    return _e(
        "resource",
        _e("identifier", doi or portrait.address, identifierType="DOI" if doi else "URL"),
        _e("creators", _e("creator", _e("creatorName", holder_name, lang="sv", nameType="Organizational"))),
        _e("titles", _both("title", register["name"])),
        _e("publisher", holder_name, lang="sv"),
        _e("publicationYear", str(portrait.published_at.year)),
        _e("resourceType", "Register", resourceTypeGeneral="Dataset"),
        _some("subjects", [each for word in register.get("keywords", ()) for each in _both("subject", word)]),
        _e(
            "dates", _e("date", portrait.changed_at.date().isoformat(), dateType="Updated"),
            _e("date", f"{register['dataFrom']}/{register.get('dataUntil') or ''}", dateType="Collected"),
        ),
        _e("language", "sv"),
        _e("alternateIdentifiers", _e("alternateIdentifier", portrait.address, alternateIdentifierType="URL")) if doi else None,
        _e("version", str(register["version"])),
        _some("rightsList", _both("rights", register.get("confidentiality"))),
        _some("descriptions", _both("description", register.get("description"), descriptionType="Abstract")),
        _e("geoLocations", _e("geoLocation", _e("geoLocationPlace", "Sweden"))),
    )


def _e(name: str, /, *parts: Any, **attributes: str | None) -> Element:
    return element(f"{{{NAMESPACE}}}{name}", *parts, nsmap={None: NAMESPACE}, **attributes)


def _some(name: str, parts: list[Element]) -> Element | None:
    """The element where it has parts; the schema allows none without."""
    return _e(name, parts) if parts else None


def _both(name: str, text: Any, **attributes: str) -> list[Element]:
    return [_e(name, str(said), lang=language, **attributes) for language, said in (text or {}).items() if said]
