"""oai_dc: a register in the fifteen elements of Dublin Core."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from exports.oai.record import Portrait
from exports.xml import Element, element

NAMESPACE = "http://www.openarchives.org/OAI/2.0/oai_dc/"
SCHEMA = "http://www.openarchives.org/OAI/2.0/oai_dc.xsd"
_DC = "http://purl.org/dc/elements/1.1/"


def write_dublin_core(portrait: Portrait) -> Element:
    """The element `oai_dc:dc`; a text in both languages is two elements, each with its language."""
    told = [element(f"{{{_DC}}}{name}", text, lang=language or None) for name, text, language in _elements(portrait)]
    return element(f"{{{NAMESPACE}}}dc", told, nsmap={"oai_dc": NAMESPACE, "dc": _DC})


def _elements(portrait: Portrait) -> Iterator[tuple[str, str, str]]:
    register, holder = portrait.register, portrait.holder
    yield from _both("title", register.get("name"))
    yield from _both("creator", holder.get("name"))
    for word in register.get("keywords", ()):
        yield from _both("subject", word)
    yield from _both("description", register.get("description"))
    yield from _both("publisher", holder.get("name"))
    yield "date", portrait.changed_at.date().isoformat(), ""
    yield "type", "Dataset", ""
    yield "identifier", portrait.address, ""
    if portrait.doi:
        yield "identifier", f"https://doi.org/{portrait.doi}", ""
    yield from (("language", language, "") for language in ("sv", "en") if register["name"].get(language))
    yield "coverage", f"start={register['dataFrom']}; end={register.get('dataUntil') or ''}; scheme=W3C-DTF", ""
    yield from _both("coverage", {"sv": "Sverige", "en": "Sweden"})
    yield from _both("rights", register.get("confidentiality"))


def _both(name: str, text: Any) -> Iterator[tuple[str, str, str]]:
    yield from ((name, str(said), language) for language, said in (text or {}).items() if said)
