"""oai_dc: a register in the fifteen elements of Dublin Core."""

from __future__ import annotations

from collections.abc import Iterator

from lxml.etree import Element, QName, SubElement, _Element

from exports.oai.record import Portrait

NAMESPACE = "http://www.openarchives.org/OAI/2.0/oai_dc/"
SCHEMA = "http://www.openarchives.org/OAI/2.0/oai_dc.xsd"
_DC = "http://purl.org/dc/elements/1.1/"
_XML = "http://www.w3.org/XML/1998/namespace"


def write_dublin_core(portrait: Portrait) -> _Element:
    """The element `oai_dc:dc`; a text in both languages is two elements, each with its language."""
    root = Element(QName(NAMESPACE, "dc"), nsmap={"oai_dc": NAMESPACE, "dc": _DC})
    for name, text, language in _elements(portrait):
        element = SubElement(root, QName(_DC, name))
        element.text = text
        if language:
            element.set(QName(_XML, "lang"), language)
    return root


def _elements(portrait: Portrait) -> Iterator[tuple[str, str, str]]:
    register, holder = portrait.register, portrait.holder
    for language in ("sv", "en"):
        yield "title", register.name.of(language), language
        yield "creator", holder.name.of(language), language
        yield from (("subject", word.of(language), language) for word in register.keywords)
        if register.description is not None:
            yield "description", register.description.of(language), language
        yield "publisher", holder.name.of(language), language
        yield "rights", register.secrecy.of(language), language
    yield "date", portrait.changed_at.date().isoformat(), ""
    yield "type", "Dataset", ""
    yield "identifier", portrait.address, ""
    yield from (("identifier", f"https://doi.org/{alias.value}", "") for alias in register.alias if alias.scheme == "doi" and alias.value)
    yield from (("language", language, "") for language in ("sv", "en"))
    until = register.data_until.isoformat() if register.data_until else ""
    yield "coverage", f"start={register.data_from.isoformat()}; end={until}; scheme=W3C-DTF", ""
    yield "coverage", "Sweden", "en"
    yield "coverage", "Sverige", "sv"
