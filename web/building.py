"""The state of the code-list builder: one expression, what it means, the open branches of the tree, and what a search found in it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from assistant.code_lists.badges import Badge, badge_of
from assistant.code_lists.fixing import Repair, first_columns, repairs
from assistant.code_lists.picking import Picked
from assistant.code_lists.tree import CodeTree, tree_of
from assistant.codes import Expansion, Item, expand
from catalog.editions import open_code_lists
from catalog.search.query import search
from common.database import reading
from common.errors import Finding, NotFound
from metadata.codes import SHAPES, get_shape
from metadata.model.code_system import CodeEdition, CodeLists
from web.doors import doors
from web.language import language

SHOWN = 20
HITS = 40
MOST_CHILDREN = 400
"""Longer branches are searched rather than read."""


@dataclass(frozen=True)
class NodeView:
    """One node as shown: its key, code, title, marker, validity, badge (None while the expression has errors), and its open branch."""

    key: str
    shown: str
    title: str
    marker: str
    valid: str
    badge: Badge | None
    has_children: bool
    is_open: bool
    children: tuple[NodeView, ...] = ()
    left_out: int = 0


@dataclass(frozen=True)
class Said:
    """A message of the expression with the ways to mend it."""

    finding: Finding
    repairs: tuple[Repair, ...]


@dataclass(frozen=True)
class Builder:
    """What the page shows. `codes`: the first codes with titles; `edition` None where no list of the system is loaded."""

    system: str
    expr: str
    edition: CodeEdition | None
    expansion: Expansion | None
    said: tuple[Said, ...]
    codes: tuple[tuple[str, str], ...]
    nodes: tuple[NodeView, ...]
    hits: tuple[NodeView, ...]
    query: str
    opened: tuple[str, ...]
    pasted_columns: bool

    @property
    def has_errors(self) -> bool:
        """Whether the tree cannot be used until the text is mended."""
        return self.expansion is not None and self.expansion.has_errors


def loaded_lists() -> CodeLists:
    """Every loaded code list."""
    with reading(doors().engine) as session:
        return open_code_lists(session)


def build(system: str, expr: str, opened: Sequence[str] = (), query: str = "", version: str | None = None) -> Builder:
    """The page of an expression. Raises NotFound `codes.error.unknown_system`."""
    lists = loaded_lists()
    shape = get_shape(system)
    edition = lists.choose(shape.system, version)
    expansion = expand(expr, shape.system, lists, version=version) if expr.strip() else None
    said = tuple(Said(message, tuple(repairs(expr, expansion, message))) for message in expansion.messages) if expansion else ()
    codes = tuple((shape.show(code), lists.title(shape.system, code, language(), edition)) for code in expansion.codes[:SHOWN]) if expansion and edition else ()
    nodes: tuple[NodeView, ...] = ()
    hits: tuple[NodeView, ...] = ()
    if edition is not None:
        tree = tree_of(edition, lists.systems.get(shape.system))
        view = _Views(tree, lists, _picked(expansion, edition), frozenset(opened))
        nodes, hits = view.roots(), view.found(query)
    pasted = bool(expansion and expansion.has_errors and first_columns(expr))
    return Builder(shape.system, expr, edition, expansion, said, codes, nodes, hits, query, tuple(opened), pasted)


def picked_expression(system: str, expr: str, key: str, *, include: bool, version: str | None = None) -> str:
    """The expression after a node has been ticked or unticked. An expression with errors stays as it is. Raises NotFound for an unknown node."""
    lists = loaded_lists()
    shape = get_shape(system)
    edition = lists.choose(shape.system, version)
    item = tree_of(edition, lists.systems.get(shape.system)).item(key) if edition else None
    if edition is None or item is None:
        raise NotFound("web.error.no_code", code=key[:40], system=shape.system)
    expansion = expand(expr, shape.system, lists, version=version) if expr.strip() else None
    if expansion is not None and expansion.has_errors and not _is_only_empty(expansion):
        return expr
    picked = _picked(expansion, edition)
    assert picked is not None
    return (picked.include(item) if include else picked.exclude(item)).write(shape)


def opened_to(system: str, key: str) -> tuple[str, ...]:
    """The branches to open so that a node and what lies under it are seen; none for a node that the list lacks."""
    lists = loaded_lists()
    edition = lists.choose(get_shape(system).system)
    tree = tree_of(edition, lists.systems.get(edition.system)) if edition else None
    return (*tree.path(key), key) if tree and tree.item(key) else ()


def systems_with_lists() -> list[str]:
    """Systems that have a loaded list, the ones most asked for first."""
    loaded = loaded_lists().editions
    usual = [system for system in ("ATC", "ICD-10-SE", "KVA") if system in loaded]
    return usual + sorted(system for system in loaded if system not in usual and system in SHAPES)


def _is_only_empty(expansion: Expansion) -> bool:
    return all(message.code in ("E_EMPTY", "E_NO_INCLUDE", "E_EMPTY_RESULT") for message in expansion.messages if message.code.startswith("E_"))


def _picked(expansion: Expansion | None, edition: CodeEdition) -> Picked | None:
    """What is picked; nothing for an empty text, None while the text has errors."""
    if expansion is None or _is_only_empty(expansion):
        return Picked(expansion.includes, expansion.excludes, edition) if expansion else Picked((), (), edition)
    return None if expansion.has_errors else Picked.of(expansion, edition)


class _Views:
    """Nodes of one tree under one expression."""

    def __init__(self, tree: CodeTree, lists: CodeLists, picked: Picked | None, opened: frozenset[str]) -> None:
        self.tree, self.lists, self.picked, self.opened = tree, lists, picked, opened
        self.shape = get_shape(tree.edition.system)

    def roots(self) -> tuple[NodeView, ...]:
        return tuple(self._node(key) for key in self.tree.children(None)[:MOST_CHILDREN])

    def found(self, query: str) -> tuple[NodeView, ...]:
        """The nodes a search finds, best first, without their branches."""
        if not query.strip():
            return ()
        hits = search(doors().settings.index_folder, query, scope="codes", system=self.tree.edition.system, limit=HITS, language=language())
        keys = dict.fromkeys(hit.stored for hit in hits if self.tree.item(hit.stored) is not None)
        return tuple(self._node(key, flat=True) for key in keys)

    def _node(self, key: str, *, flat: bool = False) -> NodeView:
        children = self.tree.children(key)
        is_open = not flat and key in self.opened and bool(children)
        item = self.tree.item(key)
        rows = self.tree.edition.find(key)
        below = tuple(self._node(child) for child in children[:MOST_CHILDREN]) if is_open else ()
        return NodeView(
            key, self._shown(key, item), self.lists.title(self.shape.system, key, language(), self.tree.edition), rows[0].marker if rows else "",
            _validity(rows), self._badge(item),
            bool(children) and not flat, is_open, below, len(children) - len(below) if is_open else 0,
        )

    def _shown(self, key: str, item: Item | None) -> str:
        if item is not None and item.kind == "range":
            return f"{item.first}–{item.last}" if item.first != item.last else item.first
        return self.shape.show(key)

    def _badge(self, item: Item | None) -> Badge | None:
        return badge_of(item, self.picked) if item is not None and self.picked is not None else None


def _validity(rows: Sequence[object]) -> str:
    days = [getattr(rows[0], name) for name in ("valid_from", "valid_to")] if rows else []
    return f"{days[0] or ''}–{days[1]}" if days and days[1] else ""


def plain_form(values: Mapping[str, str]) -> str:
    """The typed expression with one kind of line end."""
    return values.get("expr", "").replace("\r\n", "\n")
