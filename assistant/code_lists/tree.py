"""A code list as a tree for people: chapters, blocks, codes and, where a file lists only leaves, the beginnings they share."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from functools import lru_cache

from assistant.codes.item import Item
from metadata.codes import SHAPES
from metadata.model.code_system import CodeEdition, CodeSystem

FEW = 300
"""More roots than this are gathered under the beginnings they share."""


class CodeTree:
    """Which node lies under which. A node is named by its stored code, chapter or block; a shared beginning by its letters."""

    def __init__(self, edition: CodeEdition, system: CodeSystem | None) -> None:
        self.edition = edition
        self._chapters = {chapter.code: chapter for chapter in system.chapters} if system else {}
        self._is_exact = SHAPES[edition.system].matching != "prefix"
        self._children, self._parents = self._grow()

    def children(self, key: str | None) -> tuple[str, ...]:
        """The nodes right below one, the roots for None, in the order of their codes; empty for a leaf and an unknown node."""
        return self._children.get(key, ())

    def path(self, key: str) -> tuple[str, ...]:
        """The nodes above one, from the top."""
        found: list[str] = []
        above = self._parents.get(key)
        while above is not None and above not in found:
            found.insert(0, above)
            above = self._parents.get(above)
        return tuple(found)

    def item(self, key: str) -> Item | None:
        """What ticking a node adds to the expression; None for an unknown node."""
        if key in self._chapters and key in self._parents:
            return Item("range", self._chapters[key].first, self._chapters[key].last)
        rows = self.edition.find(key)
        if rows and rows[0].kind == "block":
            return Item("range", key[:3], key[4:7])
        return Item("exact" if self._is_exact else "prefix", key, key) if key in self._parents else None

    def _grow(self) -> tuple[Mapping[str | None, tuple[str, ...]], Mapping[str, str | None]]:
        parents: dict[str, str | None] = {}
        groups = {entry.code for entry in self.edition.entries if entry.kind != "code"}
        for entry in self.edition.entries:
            if entry.kind != "code" or entry.code in self.edition:
                known = entry.parent is not None and (entry.parent in groups or entry.parent in self.edition)
                parents.setdefault(entry.code, entry.parent if known else None)
        roots = [code for code, parent in parents.items() if parent is None and code not in groups]
        if len(roots) > FEW and not self._is_exact:
            parents |= dict(self._gathered(roots))
        children: dict[str | None, list[str]] = defaultdict(list)
        for code, parent in parents.items():
            children[parent].append(code)
        return {parent: tuple(sorted(codes, key=self._order)) for parent, codes in children.items()}, parents

    def _gathered(self, roots: Iterable[str]) -> Iterable[tuple[str, str | None]]:
        """Leaves without parents under their first three characters, these under their chapter or first letter."""
        for code in roots:
            stem = code[:3] if len(code) > 3 else code
            if stem != code:
                yield code, stem
            top = next((chapter.code for chapter in self._chapters.values() if chapter.first <= stem <= chapter.last), stem[:1])
            if top != stem:
                yield stem, top
            yield top, None

    def _order(self, key: str) -> str:
        return self._chapters[key].first if key in self._chapters else key


@lru_cache(maxsize=24)
def tree_of(edition: CodeEdition, system: CodeSystem | None) -> CodeTree:
    """The tree of an edition, grown once."""
    return CodeTree(edition, system)
