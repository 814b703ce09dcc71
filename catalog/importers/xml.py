"""XML code lists: NSL and ClaML. Document types, entities and external references are refused before anything is parsed."""

from __future__ import annotations

from datetime import date
from xml.etree import ElementTree

from catalog.importers.draft import Draft, RawRow, Term, parse_day
from catalog.importers.source import SourceFile, refused
from catalog.importers.structure import is_block

NSL = "{http://www.mpa.se/nsl/codesystem/v1}"
_LANGUAGE = "{http://www.w3.org/XML/1998/namespace}lang"
_USAGE = {"aster": "*", "dagger": "†"}
_TERMS = {"inclusion": "inclusion"}


def looks_like_xml(data: bytes) -> bool:
    """Whether the bytes open with an XML declaration or an element."""
    return data.lstrip(b"\xef\xbb\xbf \t\r\n")[:1] == b"<"


def read(file: SourceFile, draft: Draft) -> None:
    """The concepts of an NSL code system or the classes of a ClaML document.

    Raises InputRefused `codes.error.xml_entity`, `.xml_syntax`, `.unknown_xml`.
    """
    if b"<!DOCTYPE" in file.data or b"<!ENTITY" in file.data or b"\0" in file.data[:200]:
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
    draft.importer, draft.system = "nsl", draft.system or "ATC"
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
    for number, item in enumerate(root.iter("Class"), 1):
        place, code, kind = f"{name}:Class {number}", item.get("code", "").upper(), item.get("kind", "category")
        titles = _labels(item, "preferred")
        kind = "code" if kind == "category" else "block" if is_block(code) else "chapter"
        draft.rows.append(
            RawRow(place, code, titles.get("sv", ""), titles.get("en", ""), marker=_USAGE.get(item.get("usage", ""), ""), kind=kind)
        )
        for rubric, term in _TERMS.items():
            draft.terms += [Term(code.replace(".", ""), term, text, language) for language, text in _labels(item, rubric).items()]


def _labels(item: ElementTree.Element, kind: str) -> dict[str, str]:
    found: dict[str, str] = {}
    for rubric in item.iter("Rubric"):
        if rubric.get("kind") == kind:
            for label in rubric.iter("Label"):
                found.setdefault(label.get(_LANGUAGE, "sv"), " ".join("".join(label.itertext()).split()))
    return found


def _day(text: str | None, place: str, draft: Draft) -> date | None:
    try:
        return parse_day((text or "")[:10])
    except ValueError:
        draft.refuse("codes.error.day", place, text=str(text)[:20])
        return None
