"""Code systems as pages show them: what each is, which editions are loaded, which variables are coded in it, its top level."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from catalog.lookup import Catalogue
from common.errors import NotFound
from metadata.model.code_system import CodeEdition, CodeLists, CodeSystem, best_title
from web.language import language


@dataclass(frozen=True)
class Coded:
    """A variable that is coded in a system: its register and column or series, the first year, the last (None: still)."""

    register: str
    abbreviation: str
    column: str
    first: int
    last: int | None


@dataclass(frozen=True)
class SystemPage:
    """A code system with its newest edition (None while nothing is loaded), all editions newest first, and the variables coded in it."""

    system: CodeSystem
    newest: CodeEdition | None
    editions: tuple[CodeEdition, ...]
    variables: tuple[Coded, ...]

    @property
    def top(self) -> list[tuple[str, str]]:
        """Code and title of the top level: chapters, first letters, counties."""
        if self.newest is None:
            return []
        return [(code, best_title(self.editions, code, language())) for code in self.newest.children_of()]


def code_systems(known: Catalogue, lists: CodeLists) -> list[SystemPage]:
    """Every code system, the loaded ones first, in the order of their names."""
    pages = [_page(known, lists, one) for one in lists.systems.values()]
    return sorted(pages, key=lambda page: (page.newest is None, page.system.label.of(language())))


def system_page(known: Catalogue, lists: CodeLists, system: str) -> SystemPage:
    """The page of a system. Raises NotFound `web.error.no_system`."""
    if system not in lists.systems:
        raise NotFound("web.error.no_system", system=system)
    return _page(known, lists, lists.systems[system])


def _page(known: Catalogue, lists: CodeLists, system: CodeSystem) -> SystemPage:
    return SystemPage(system, lists.choose(system.id), tuple(lists.editions.get(system.id, ())), tuple(coded_in(known, system.id)))


def coded_in(known: Catalogue, system: str) -> Iterator[Coded]:
    """The variables coded in a system, each binding once; exceptions of single regions are left out."""
    for one in known.content.of("bindings").values():
        if one.system == system and not one.regions:
            for column in one.variables:
                yield Coded(one.register_code, known.get_register(one.register_code).abbreviation, column, one.first.year, one.last.year if one.last else None)
