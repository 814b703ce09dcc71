"""Foreign XML as a tree: no document types, no entities, no network, no abysses; what is broken is said with its line."""

from __future__ import annotations

from typing import Any

from lxml import etree

from catalog.exchange.harvest import check_size, refused

LANG = "{http://www.w3.org/XML/1998/namespace}lang"


def parse_xml(data: bytes, name: str) -> Any:
    """The root element. Raises InputRefused `exchange.error.xml_entity`, `.xml_syntax`, `.too_large`, `.empty`."""
    check_size(data, name)
    head = data[:4000] if b"\0" not in data[:100] else data[:8000].replace(b"\0", b"")
    if b"<!DOCTYPE" in head or b"<!ENTITY" in head or b"<!DOCTYPE" in data or b"<!ENTITY" in data:
        raise refused("exchange.error.xml_entity", name)
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, dtd_validation=False, huge_tree=False, remove_comments=True)
    try:
        root = etree.fromstring(data, parser)
    except (etree.XMLSyntaxError, ValueError) as error:
        line = getattr(error, "lineno", None) or 1
        raise refused("exchange.error.xml_syntax", f"{name}:{line}") from None
    if root is None or root.getroottree().docinfo.doctype:
        raise refused("exchange.error.xml_entity", name)
    return root


def namespace_of(tag: str) -> str:
    """The namespace of a tag; empty when it has none."""
    return tag[1:].partition("}")[0] if tag.startswith("{") else ""


def text_in(element: Any) -> str:
    """All text inside an element, blanks collapsed; empty for None."""
    return "" if element is None else " ".join("".join(element.itertext()).split())
