"""XML code lists: NSL and ClaML. Document types, entities and external references are refused before anything is parsed."""

from __future__ import annotations

import re
from datetime import date
from xml.etree import ElementTree

from catalog.importers.draft import Draft, RawRow, Term, parse_day
from catalog.importers.source import SourceFile, refused
from catalog.importers.structure import is_block
from metadata.codes import get_shape

NSL = "{http://www.mpa.se/nsl/codesystem/v1}"
_LANGUAGE = "{http://www.w3.org/XML/1998/namespace}lang"
_USAGE = {"aster": "*", "dagger": "†"}
_MARKS = {"*": "*", "+": "†", "†": "†"}
_DOCTYPE, _PLAIN_DOCTYPE = re.compile(rb"<!DOCTYPE"), re.compile(rb"<!DOCTYPE\s+[\w.:-]+(?:\s+(?:SYSTEM|PUBLIC)(?:\s+\"[^\"]*\")+)?\s*>")
"""A document type that only names its file is usual in ClaML and is never fetched; one with declarations of its own is refused."""
_FITTING = 0.5
"""Share of a code system's codes that must have the form of the wanted system; an archive of the register holds many others."""
_TERMS = {"inclusion": "inclusion"}
_VETERINARY = re.compile(r"Q[A-Z][0-9A-Z]*")


def looks_like_xml(data: bytes) -> bool:
    """Whether the bytes open with an XML declaration or an element."""
    return data.lstrip(b"\xef\xbb\xbf \t\r\n")[:1] == b"<"


def read(file: SourceFile, draft: Draft) -> None:
    """The concepts of an NSL code system or the classes of a ClaML document.

    Raises InputRefused `codes.error.xml_entity`, `.xml_syntax`, `.unknown_xml`.
    """
    if b"\0" in file.data[:200]:
        raise refused("codes.error.encoding", file.name)
    if b"<!ENTITY" in file.data or len(_DOCTYPE.findall(file.data)) > len(_PLAIN_DOCTYPE.findall(file.data)):
        raise refused("codes.error.xml_entity", file.name)
    try:
        root = ElementTree.fromstring(file.data)
    except ElementTree.ParseError as error:
        raise refused("codes.error.xml_syntax", f"{file.name}:{error.position[0]}") from None
    if root.tag == f"{NSL}codesystem":
        _read_nsl(root, file.name, draft)
    elif root.tag == "ClaML":
        _read_claml(root, file.name, draft)
    else:
        raise refused("codes.error.unknown_xml", file.name, root=root.tag[:60])


def _read_nsl(root: ElementTree.Element, name: str, draft: Draft) -> None:
    draft.system = draft.system or "ATC"
    codes = [concept.get("code", "").upper() for concept in root.iter(f"{NSL}concept")]
    fitting = sum(get_shape(draft.system).stored(code) is not None or bool(_VETERINARY.fullmatch(code)) for code in codes)
    if fitting < _FITTING * len(codes):
        raise refused("codes.error.other_list", name, found=root.get("name", "")[:60], system=draft.system)
    draft.importer = "nsl"
    for number, concept in enumerate(root.iter(f"{NSL}concept"), 1):
        place = f"{name}:concept {number}"
        titles = {one.get("language", ""): " ".join("".join(one.itertext()).split()) for one in concept.iter(f"{NSL}designation")}
        began, ended = (_day(concept.get(edge), place, draft) for edge in ("fromDate", "throughDate"))
        draft.rows.append(RawRow(place, concept.get("code", ""), titles.get("sv", ""), titles.get("en", ""), valid_from=began, valid_to=ended))


def _read_claml(root: ElementTree.Element, name: str, draft: Draft) -> None:
    draft.importer = "claml"
    title = root.find("Title")
    if title is not None:
        draft.system = draft.system or title.get("name", "").upper()
        draft.label = title.get("version", "")
        draft.valid_from = _day(title.get("date"), f"{name}:Title", draft)
    if root.find("Modifier") is not None:
        draft.refuse("codes.error.modifier", name, file=name)
    marks = _USAGE | {one.get("name", ""): _MARKS.get(one.get("mark", ""), "") for one in root.iter("UsageKind")}
    for number, item in enumerate(root.iter("Class"), 1):
        place, code, kind = f"{name}:Class {number}", item.get("code", "").upper(), item.get("kind", "category")
        titles = _labels(item, "preferredLong") | _labels(item, "preferred")
        kind = "code" if kind == "category" else "block" if is_block(code) else "chapter"
        draft.rows.append(
            RawRow(place, code, titles.get("sv", ""), titles.get("en", ""), marker=marks.get(item.get("usage", ""), ""), kind=kind)
        )
        for rubric, term in _TERMS.items():
            draft.terms += [Term(code.replace(".", ""), term, text, language) for language, text in _labels(item, rubric).items()]


def _labels(item: ElementTree.Element, kind: str) -> dict[str, str]:
    found: dict[str, str] = {}
    for rubric in item.iter("Rubric"):
        if rubric.get("kind") == kind:
            for label in rubric.iter("Label"):
                found.setdefault(label.get(_LANGUAGE, "sv")[:2], " ".join("".join(label.itertext()).split()))
    return found


def _day(text: str | None, place: str, draft: Draft) -> date | None:
    try:
        return parse_day((text or "")[:10])
    except ValueError:
        draft.refuse("codes.error.day", place, text=str(text)[:20])
        return None
