"""What is put in the index: one document a measure, variable, example and code, in the order in which equal hits are shown."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from catalog.importers.draft import Term
from catalog.lookup import Catalogue
from metadata.codes import SHAPES
from metadata.model.code_system import Code, CodeChange, CodeEdition
from metadata.model.designation import Designation
from metadata.model.text import Text
from metadata.model.variable import InstanceVariable

_UNSPECIFIED = re.compile(r"\bUNS\b|ospecificera|unspecified", re.IGNORECASE)
_PLACE_AND_ACTIVITY = re.compile(r"[V-Y]\d{4}")
KINDS = ("set", "measure", "variable", "register", "example", "help", "code")
LONGEST_NAME = 80
"""A longer inclusion text is a sentence, and no name that anybody types whole."""


@dataclass(frozen=True)
class Name:
    """A further name of a thing: which kind of name, the words, and how near the best it is (0 = best)."""

    kind: str
    text: str
    rank: int = 0


@dataclass(frozen=True)
class IndexDocument:
    """One thing that can be found. `stored` is its key (a stored code, `LMED/ATC`, a measure id), `code` how people read it.

    `names` are matched whole and word by word, `terms` (the list's own further words) and `body` only word by word, with less weight;
    `searchable_text` False: found by its code alone. `above`: shown code and title of the code right above, in `sv` and `en`; `below`: codes below it.
    """

    kind: str
    system: str
    stored: str
    code: str
    sv: str
    en: str
    names: tuple[Name, ...] = ()
    terms: str = ""
    body: str = ""
    demoted: int = 0
    rare: bool = False
    ended: bool = False
    searchable_text: bool = True
    depth: int = 0
    parent: str = ""
    above: tuple[str, str] = ("", "")
    below: int = 0
    successor: str = ""
    caution: tuple[str, str] = ("", "")

    @property
    def order(self) -> tuple[bool, int, bool, int, int, int, str, str]:
        """Ended last, then demoted, then what no everyday word leads to, kinds, parents before children, short titles first."""
        return (self.ended, self.demoted, self.rare, KINDS.index(self.kind), self.depth, len(self.sv), self.system, self.stored)


def documents_of_content(catalogue: Catalogue) -> list[IndexDocument]:
    """Everything but codes, in showing order."""
    found = [*_measures(catalogue), *_variables(catalogue), *_registers(catalogue), *_examples(catalogue), *_help(catalogue), *_sets(catalogue)]
    return sorted(found, key=lambda document: document.order)


@dataclass(frozen=True)
class CodeWords:
    """What is known of a system's codes beside the list: everyday words, further words of the list by code, changes, the product's own titles."""

    designations: tuple[Designation, ...] = ()
    terms: Mapping[str, tuple[Term, ...]] = field(default_factory=dict)
    changes: tuple[CodeChange, ...] = ()
    own_titles: Mapping[str, Text] = field(default_factory=dict)


def documents_of_codes(editions: Sequence[CodeEdition], words: CodeWords) -> list[IndexDocument]:
    """The codes of the newest edition, and after them those that only older editions hold, as ended; in showing order."""
    newest = editions[0]
    names = _names_by_code(words)
    common = {code[:end] for code in names for end in range(1, len(code) + 1)}
    successors = _successors(words.changes)
    titles = Titles(editions, words.own_titles)
    found = [_code(newest, entry, names.get(entry.code, ()), words, common, successors, entry.code not in newest, titles) for entry in _unique(newest)]
    known = {entry.code for entry in newest.entries}
    for older in editions[1:]:
        gone = [entry for entry in _unique(older) if entry.code not in known]
        known |= {entry.code for entry in gone}
        found += [_code(older, entry, names.get(entry.code, ()), words, common, successors, True, titles) for entry in gone]
    return sorted(found, key=lambda document: document.order)


class Titles:
    """Titles by language where the newest list has only another: those of the newest edition that has one, then the product's own wording."""

    def __init__(self, editions: Sequence[CodeEdition], own: Mapping[str, Text]) -> None:
        self._known = {language: {(code, ""): text.of(language) for code, text in own.items()} for language in ("sv", "en")}
        for edition in reversed(editions):
            self._known["sv"] |= {(entry.code, entry.part): entry.title_sv for entry in edition.entries if entry.title_sv}
            self._known["en"] |= {(entry.code, entry.part): entry.title_en for entry in edition.entries if entry.title_en}

    def of(self, entry: Code, language: str) -> str:
        """The title of a row in `sv` or `en`; the other language's where nobody has one."""
        own = entry.title_sv if language == "sv" else entry.title_en
        return own or self._known[language].get((entry.code, entry.part)) or entry.title(language)


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
                words = catalogue.concept_of(variable).words
                yield _variable(variable, last[variable.series] if variable.series else None, words, register.name)


def _variable(variable: InstanceVariable, last: InstanceVariable | None, words: tuple[Text, ...], register: Text) -> IndexDocument:
    series = f" ({variable.column_name}–{last.column_name})" if last else ""
    described = variable.description
    body = f"{described.sv} {described.en} {register.sv} {register.en}" if described else f"{register.sv} {register.en}"
    columns = dict.fromkeys((variable.column_name, variable.series or variable.column_name))
    names = (*(Name("column", column) for column in columns), *(Name("synonym", word) for text in words for word in dict.fromkeys((text.sv, text.en))))
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


def _registers(catalogue: Catalogue) -> Iterator[IndexDocument]:
    for register in catalogue.registers.values():
        names = (Name("abbreviation", register.id), *(Name("synonym", family.name.sv) for family in catalogue.families.values() if register.id in family.members))
        yield IndexDocument("register", register.id, register.id, register.id, register.name.sv, register.name.en, names)


def _sets(catalogue: Catalogue) -> Iterator[IndexDocument]:
    """Words that no single group answers: several codes with a caution, shown above the hits and never applied by themselves."""
    for one in catalogue.content.designations.values():
        if one.caution is not None:
            shown = ", ".join(show_code(one.system, code) for code in one.codes)
            yield IndexDocument(
                "set", one.system, f"{one.system}/{one.word}", shown, one.word, one.word, (), caution=(one.caution.sv, one.caution.en), depth=len(one.codes)
            )


def _unique(edition: CodeEdition) -> Iterator[Code]:
    """The rows of codes; of two parts with the same code both."""
    return (entry for entry in edition.entries if entry.kind == "code")


def _code(
    edition: CodeEdition, entry: Code, names: tuple[Name, ...], words: CodeWords, common: set[str], successors: Mapping[str, str], ended: bool,
    titles: Titles,
) -> IndexDocument:
    parent = edition.parent_of(entry.code)
    own = words.terms.get(entry.code, ())
    whole = tuple(Name(term.kind, term.text, 1) for term in own if term.weight and len(term.text) < LONGEST_NAME)
    return IndexDocument(
        "code", edition.system, entry.code, show_code(edition.system, entry.code), titles.of(entry, "sv"), titles.of(entry, "en"),
        names + whole, " ".join(term.text for term in own if term.weight), " ".join(term.text for term in own if not term.weight),
        _demotion(edition.system, entry), entry.code not in common, ended,
        not (edition.system == "ICD-10-SE" and _PLACE_AND_ACTIVITY.fullmatch(entry.code)), len(entry.code),
        parent or "", _above(edition, parent, titles) if parent else ("", ""), max(edition.starting(entry.code).bit_count() - 1, 0),
        show_code(edition.system, successors.get(entry.code, "")),
    )


def _above(edition: CodeEdition, parent: str, titles: Titles) -> tuple[str, str]:
    shown, entry = show_code(edition.system, parent), edition.find(parent)[0]
    return f"{shown} {titles.of(entry, 'sv')}", f"{shown} {titles.of(entry, 'en')}"


def _successors(changes: Iterable[CodeChange]) -> dict[str, str]:
    """Old code → new code where exactly one approved move is recorded."""
    found: dict[str, set[str]] = {}
    for change in changes:
        if change.new and change.approved_by:
            found.setdefault(change.old, set()).add(change.new)
    return {old: new.pop() for old, new in found.items() if len(new) == 1}


def _names_by_code(words: CodeWords) -> dict[str, tuple[Name, ...]]:
    found: dict[str, tuple[Name, ...]] = {}
    for designation in words.designations:
        for rank, code in enumerate(designation.codes):
            found[code] = (*found.get(code, ()), Name(designation.kind, designation.word, rank))
    for code, title in words.own_titles.items():
        found[code] = (*found.get(code, ()), Name("synonym", title.sv), Name("english", title.en))
    return found


def _demotion(system: str, entry: Code) -> int:
    """Asterisk codes, unspecified codes, national letters X and W, and status codes stand behind the others."""
    if system != "ICD-10-SE":
        return 0
    last = entry.code[4:5]
    return int(entry.marker == "*" or last in ("X", "W") or entry.code[0] in "Z" or bool(_UNSPECIFIED.search(entry.title_sv)))
