"""XML as element trees: built by name and parts, written as bytes that are equal whenever the trees are; never from text templates."""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from lxml import etree

LANG = "{http://www.w3.org/XML/1998/namespace}lang"
Element = Any
_FORBIDDEN = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def element(tag: str, /, *parts: Any, nsmap: dict[str | None, str] | None = None, **attributes: str | None) -> Element:
    """An element `{namespace}name` of text and elements; None among parts and attributes is left out, `lang` is xml:lang."""
    made = etree.Element(tag, nsmap=nsmap)
    for name, value in attributes.items():
        if value is not None:
            made.set(LANG if name == "lang" else name, clean(value))
    add(made, *parts)
    return made


def add(parent: Element, *parts: Any) -> None:
    """Puts texts and elements at the end of an element; lists are taken one by one, None is left out."""
    for part in parts:
        if part is None:
            continue
        if isinstance(part, str):
            parent.text = (parent.text or "") + clean(part)
        elif isinstance(part, list | tuple):
            add(parent, *part)
        else:
            parent.append(part)


def clean(text: str) -> str:
    """Text without the control characters that XML cannot hold."""
    return _FORBIDDEN.sub("", text)


def write_xml(root: Element) -> bytes:
    """The document in UTF-8 with declaration, indented by two blanks."""
    etree.cleanup_namespaces(root, keep_ns_prefixes=[prefix for prefix in root.nsmap if prefix])
    etree.indent(root, space="  ")
    data: bytes = etree.tostring(root, xml_declaration=True, encoding="UTF-8")
    return data + b"\n"


def write_canonical(root: Element) -> bytes:
    """The document in the order of its tree without indentation; for large ones."""
    data: bytes = etree.tostring(root, xml_declaration=True, encoding="UTF-8")
    return data + b"\n"


def schema_faults(data: bytes, schema: Path) -> Sequence[tuple[int, str]]:
    """Line and sentence of everything an XSD finds in a document of our own; empty when it is valid. No network is used."""
    judge = etree.XMLSchema(etree.parse(str(schema), etree.XMLParser(no_network=True)))
    judge.validate(etree.fromstring(data))
    return [(int(one.line), str(one.message)[:300]) for one in judge.error_log]
