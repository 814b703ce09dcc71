"""What is put in the index: one document a measure, variable, example and code, in the order in which equal hits are shown."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from catalog.lookup import Catalogue
from metadata.codes import SHAPES
from metadata.model.code_system import Code, CodeEdition
from metadata.model.designation import Designation
from metadata.model.variable import InstanceVariable

_UNSPECIFIED = re.compile(r"\bUNS\b|ospecificera|unspecified", re.IGNORECASE)
_PLACE_AND_ACTIVITY = re.compile(r"[V-Y]\d{4}")
KINDS = ("measure", "variable", "example", "help", "code")


@dataclass(frozen=True)
class Name:
    """A further name of a thing: which kind of name, the words, and how near the best it is (0 = best)."""

    kind: str
    text: str
    rank: int = 0


@dataclass(frozen=True)
class IndexDocument:
    """One thing that can be found. `stored` is its key (a stored code, `LMED/ATC`, a measure id), `code` how people read it.

    `names` are matched whole, `body` only word by word; `searchable_text` False: found by its code alone.
    """

    kind: str
    system: str
    stored: str
    code: str
    sv: str
    en: str
    names: tuple[Name, ...] = ()
    body: str = ""
    demoted: int = 0
    ended: bool = False
    searchable_text: bool = True
    depth: int = field(default=0)

    @property
    def order(self) -> tuple[bool, int, int, int, int, str, str]:
        """Ended last, then demoted, then kinds, parents before children, short titles first."""
        return (self.ended, self.demoted, KINDS.index(self.kind), self.depth, len(self.sv), self.system, self.stored)


def documents_of(catalogue: Catalogue, editions: Iterable[CodeEdition]) -> list[IndexDocument]:
    """Everything that can be found, in showing order."""
    found = [*_measures(catalogue), *_variables(catalogue), *_examples(catalogue), *_help(catalogue)]
    for edition in editions:
        found += _codes(edition, catalogue.content.designations.values())
    return sorted(found, key=lambda document: document.order)


def show_code(system: str, stored: str) -> str:
    """The stored code as people read it; unchanged where the system writes no mark."""
    shape = SHAPES.get(system)
    return shape.show(stored) if shape else stored


def _measures(catalogue: Catalogue) -> Iterator[IndexDocument]:
    for measure in catalogue.measures.values():
        names = tuple(Name("synonym", word) for text in measure.keywords for word in (text.sv, text.en))
        yield IndexDocument(
            "measure", "", measure.id, measure.id, measure.title.sv, measure.title.en, names,
            f"{measure.definition.sv} {measure.definition.en}", demoted=0 if measure.orderable else 1,
        )


def _variables(catalogue: Catalogue) -> Iterator[IndexDocument]:
    for register in catalogue.registers.values():
        columns = catalogue.variables(register.id)
        last = {variable.series: variable for variable in columns if variable.series}
        for variable in columns:
            if variable.series is None or variable.number == 1:
                yield _variable(variable, last[variable.series] if variable.series else None, register.name.sv, register.name.en)


def _variable(variable: InstanceVariable, last: InstanceVariable | None, register_sv: str, register_en: str) -> IndexDocument:
    series = f" ({variable.column_name}–{last.column_name})" if last else ""
    described = variable.description
    body = f"{described.sv} {described.en} {register_sv} {register_en}" if described else f"{register_sv} {register_en}"
    names = (Name("column", variable.column_name), *((Name("column", variable.series),) if variable.series else ()))
    planned = variable.status == "planned"
    return IndexDocument(
        "variable", variable.register_code, variable.id, variable.column_name, variable.name.sv + series, variable.name.en + series, names, body,
        demoted=int(planned),
    )


def _examples(catalogue: Catalogue) -> Iterator[IndexDocument]:
    for example in catalogue.examples:
        body = f"{example.summary.sv} {example.summary.en} {example.need.sv} {example.need.en}"
        yield IndexDocument("example", "", example.key, example.key, example.title.sv, example.title.en, (), body)


def _help(catalogue: Catalogue) -> Iterator[IndexDocument]:
    for page in catalogue.help_pages:
        names = tuple(Name("synonym", word) for text in page.words for word in dict.fromkeys((text.sv, text.en)))
        body = f"{page.summary.sv} {page.summary.en} {page.text.sv} {page.text.en}"
        yield IndexDocument("help", "", page.key, page.key, page.title.sv, page.title.en, names, body)


def _codes(edition: CodeEdition, designations: Iterable[Designation]) -> Iterator[IndexDocument]:
    names = _names_by_code(edition.system, designations)
    for entry in edition.entries:
        if entry.kind == "code":
            ended = entry.code not in edition
            yield IndexDocument(
                "code", edition.system, entry.code, show_code(edition.system, entry.code), entry.title_sv or entry.title_en,
                entry.title_en or entry.title_sv, names.get(entry.code, ()), "", _demotion(edition.system, entry), ended,
                not (edition.system == "ICD-10-SE" and _PLACE_AND_ACTIVITY.fullmatch(entry.code)), len(entry.code),
            )


def _names_by_code(system: str, designations: Iterable[Designation]) -> Mapping[str, tuple[Name, ...]]:
    found: dict[str, tuple[Name, ...]] = {}
    for designation in designations:
        if designation.system == system:
            for rank, code in enumerate(designation.codes):
                found[code] = (*found.get(code, ()), Name(designation.kind, designation.word, rank))
    return found


def _demotion(system: str, entry: Code) -> int:
    """Asterisk codes, unspecified codes, national letters X and W, and status codes stand behind the others."""
    if system != "ICD-10-SE":
        return 0
    last = entry.code[4:5]
    return int(entry.marker == "*" or last in ("X", "W") or entry.code[0] in "Z" or bool(_UNSPECIFIED.search(entry.title_sv)))
