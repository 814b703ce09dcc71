"""Ticking and unticking a node of the tree, as a change of the expression: excludes always win, so an include below one splits it (codes.md 6)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from assistant.codes import normal_form
from assistant.codes.expansion import Expansion
from assistant.codes.item import Item, contained
from metadata.codes import Shape
from metadata.model.code_system import CodeEdition


@dataclass(frozen=True)
class Picked:
    """Both sides of an expression under the hand of a reader; every change gives a new one."""

    includes: tuple[Item, ...]
    excludes: tuple[Item, ...]
    edition: CodeEdition

    @classmethod
    def of(cls, expansion: Expansion, edition: CodeEdition) -> Picked:
        """The items of an expression without errors."""
        return cls(expansion.includes, expansion.excludes, edition)

    @property
    def included(self) -> int:
        """Mask of what the includes name."""
        return _mask(self.includes, self.edition)

    @property
    def excluded(self) -> int:
        """Mask of what the excludes name."""
        return _mask(self.excludes, self.edition)

    @property
    def selected(self) -> int:
        """Mask of the codes of the list."""
        return self.included & ~self.excluded

    def include(self, item: Item) -> Picked:
        """With every code of the item; what stood excluded around it stays excluded."""
        wanted = item.mask(self.edition)
        excludes = [piece for old in self.excludes for piece in self._left_of(old, wanted)]
        includes = list(self.includes)
        if wanted & ~self.included:
            includes = _without_contained([*includes, item])
        return Picked(tuple(includes), tuple(excludes), self.edition)

    def exclude(self, item: Item) -> Picked:
        """Without any code of the item; an include that lies inside it is taken back rather than excluded."""
        unwanted = item.mask(self.edition)
        includes = tuple(old for old in self.includes if not _lies_in(old.mask(self.edition), unwanted))
        inside = _mask(includes, self.edition)
        excludes = [old for old in self.excludes if not _lies_in(old.mask(self.edition), unwanted)]
        if inside & unwanted & ~_mask(excludes, self.edition):
            excludes = self._gathered([*excludes, item], item)
        kept = [old for old in excludes if old.mask(self.edition) & inside or not old.mask(self.edition) & self.included]
        left = Picked(includes, tuple(kept), self.edition)
        return left if left.selected or not unwanted & self.selected else Picked((), (), self.edition)

    def write(self, shape: Shape) -> str:
        """The expression; empty when nothing is included."""
        return normal_form.write(self.includes, self.excludes, shape) if self.includes else ""

    def _gathered(self, excludes: list[Item], item: Item) -> list[Item]:
        """A code and everything below it excluded piece by piece becomes the code alone, as it was before it was taken apart."""
        above = self.edition.parent_of(item.first) if item.kind == "prefix" else None
        while above is not None and Item("exact", above, above) in excludes:
            whole = Item("prefix", above, above)
            mask = whole.mask(self.edition)
            if mask & ~_mask(excludes, self.edition):
                break
            excludes = [*(old for old in excludes if not _lies_in(old.mask(self.edition), mask)), whole]
            above = self.edition.parent_of(above)
        return excludes

    def _left_of(self, old: Item, wanted: int) -> Sequence[Item]:
        """What must still be excluded of an exclude when some of its codes are wanted: the siblings on the way down, neighbours as ranges."""
        mask = old.mask(self.edition)
        if not mask & wanted:
            return (old,)
        return tuple(_joined(self._siblings(old, mask, wanted), self.edition)) if mask & ~wanted else ()

    def _siblings(self, item: Item, mask: int, wanted: int) -> Iterator[Item]:
        codes = self.edition.pick(mask)
        own = item.first if item.kind == "prefix" and item.first in self.edition else None
        if own is not None and not self.edition.equal(own) & wanted:
            yield Item("exact", own, own)
        for top in _tops(code for code in codes if code != own):
            below = Item("prefix", top, top)
            lies = below.mask(self.edition)
            if not lies & wanted:
                yield below
            elif lies & ~wanted:
                yield from self._siblings(below, lies, wanted)


def _tops(codes: Iterable[str]) -> Iterator[str]:
    """The codes that no other one starts; the codes come in code-point order."""
    last = ""
    for code in codes:
        if not last or not code.startswith(last):
            last = code
            yield code


def _joined(items: Iterable[Item], edition: CodeEdition) -> Iterator[Item]:
    """Neighbouring codes of one length as a range, where the range holds nothing else."""
    run: list[Item] = []
    for item in items:
        if run and _as_range([*run, item], edition) is None:
            yield from _written(run, edition)
            run = []
        run.append(item)
    yield from _written(run, edition)


def _written(run: list[Item], edition: CodeEdition) -> Iterator[Item]:
    whole = _as_range(run, edition)
    yield from [whole] if whole is not None and len(run) > 2 else run


def _as_range(run: list[Item], edition: CodeEdition) -> Item | None:
    first, last = run[0], run[-1]
    if any(item.kind != "prefix" or item.length != first.length for item in run):
        return None
    whole = Item("range", first.first, last.first)
    return whole if whole.mask(edition) == _mask(run, edition) else None


def _without_contained(items: list[Item]) -> list[Item]:
    inside = contained(items)
    return [item for item in dict.fromkeys(items) if item not in inside]


def _lies_in(mask: int, other: int) -> bool:
    return bool(mask) and not mask & ~other


def _mask(items: Iterable[Item], edition: CodeEdition) -> int:
    mask = 0
    for item in items:
        mask |= item.mask(edition)
    return mask
