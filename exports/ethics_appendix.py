"""The appendix to an ethics application: one tagged PDF out of the variable list, the same bytes and the same hash whenever the list is the same."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import typst

from assistant.variable_list.described import Described, describe
from assistant.variable_list.listed import ListedVariable, VariableList
from assistant.variable_list.rows import role_label
from catalog.lookup import Catalogue
from common.documents import canonical_json
from common.errors import NotFound
from common.translate import translate

TEMPLATE = Path(__file__).resolve().parent / "documents" / "ethics_appendix.typ"
PARTS: tuple[tuple[str, tuple[str, ...]], ...] = (
    ("A", ("principal", "responsible", "diary_number", "purpose", "questions")),
    ("B", ()),
    ("C", ()),
    ("D", ("population", "controls")),
    ("E", ("minimisation",)),
    ("F", ("flow",)),
    ("G", ("protection",)),
    ("H", ("timeline",)),
    ("I", ("information",)),
)
"""Parts of domain.md 7 and which answers about the project stand in each."""


def appendix_hash(listed: VariableList) -> str:
    """SHA-256 of what the appendix says, whatever its language: it names the appendix in the order."""
    return hashlib.sha256(canonical_json(listed.model_dump(mode="json", by_alias=True)).encode()).hexdigest()


def write_appendix(listed: VariableList, catalogue: Catalogue, language: str) -> bytes:
    """The PDF (PDF/UA-1, tagged). What is not answered stands in it as missing; equal lists give equal bytes."""
    data = canonical_json(appendix_content(listed, catalogue, language))
    return bytes(typst.compile(TEMPLATE.read_bytes(), format="pdf", sys_inputs={"data": data}, pdf_standards=["ua-1"], ignore_system_fonts=True, timestamp=0))


def appendix_content(listed: VariableList, catalogue: Catalogue, language: str) -> dict[str, Any]:
    """Everything the template prints, as plain values."""

    def say(key: str, **params: Any) -> str:
        return translate(f"exports.ethics.{key}", language, **params)

    known = [(entry, _known(catalogue, entry)) for entry in listed.entries]
    answers = listed.project.model_dump()
    return {
        "language": language, "heading": say("heading"), "title": listed.project.title or say("heading"), "title_stated": listed.project.title,
        "sha256": appendix_hash(listed), "words": {key: say(f"word.{key}") for key in ("missing", "footer", "figure")},
        "parts": [
            {"letter": letter, "name": say(f"part.{letter.lower()}"), "answers": [{"label": say(f"ask.{one}"), "text": answers[one]} for one in asked]}
            for letter, asked in PARTS
        ],
        "registers": {"headings": [say(f"column.{key}") for key in ("register", "holder", "years", "key")], "rows": list(_registers(known, catalogue, language))},
        "variables": {
            "headings": [say(f"column.{key}") for key in ("variable", "label", "years", "codes", "role", "why", "sensitivity")],
            "rows": [_variable(entry, found, language) for entry, found in known],
        },
        "minimised": list(_minimised(known, language)),
        "flow": [say(f"flow.{step}") for step in ("registers", "holder", "pseudonyms", "principal")],
    }


def _registers(known: Sequence[tuple[ListedVariable, Described | None]], catalogue: Catalogue, language: str) -> Iterator[list[str]]:
    for register in dict.fromkeys(found.source.id for _entry, found in known if found):
        entries = [entry for entry, found in known if found and found.source.id == register]
        source = catalogue.get_register(register)
        holder = catalogue.content.of("holders").get(source.holder)
        years = [year for entry in entries for year in (entry.first_year, entry.last_year) if year is not None]
        keys = ", ".join(dict.fromkeys(one.column_name for one in catalogue.variables(register) if one.join_key))
        name = f"{source.name.of(language)} ({source.abbreviation})"
        yield [name, holder.name.of(language) if holder else source.holder, f"{min(years)}–{max(years)}" if years else "", keys]


def _variable(entry: ListedVariable, found: Described | None, language: str) -> list[str]:
    name = f"{found.source.abbreviation} {found.name}" if found else f"{entry.register_code} {entry.variable}"
    codes = f"{entry.system}: {entry.expr}" if entry.expr else translate("exports.ethics.all_codes", language) if entry.all_codes else ""
    sensitivity = translate(f"exports.ethics.sensitivity.{found.sensitivity}", language) if found else ""
    years = f"{entry.first_year or ''}–{entry.last_year or ''}".strip("–")
    return [name, found.label.of(language) if found else "", years, codes, role_label(entry.role, language), entry.why, sensitivity]


def _minimised(known: Sequence[tuple[ListedVariable, Described | None]], language: str) -> Iterator[str]:
    """What the list itself shows to have been declined: years there are data for, and codes."""
    for entry, found in known:
        if found is None:
            continue
        name = f"{found.source.abbreviation} {found.name}"
        if entry.first_year is not None and entry.first_year > found.first.year:
            yield translate("exports.ethics.fewer_years", language, name=name, available=found.first.year, first=entry.first_year)
        if entry.expr:
            yield translate("exports.ethics.fewer_codes", language, name=name, codes=entry.expr)


def _known(catalogue: Catalogue, entry: ListedVariable) -> Described | None:
    try:
        return describe(catalogue, entry.register_code, entry.variable)
    except NotFound:
        return None
