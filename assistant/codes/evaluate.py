"""From a typed expression to its meaning: reads every item, checks the list, weighs includes against excludes (codes.md 4.5)."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import date

from assistant.codes import bound, cleaning, effect, existence, normal_form, other_system, retired
from assistant.codes.expansion import Expansion
from assistant.codes.item import Item
from assistant.codes.limits import Limits
from assistant.codes.message import is_error, say, without_repeats
from assistant.codes.reading import Reading, read_item
from assistant.codes.splitting import RawItem, split
from common.errors import Finding
from metadata.codes import Shape, get_shape, has_check_digit
from metadata.model.binding import Binding
from metadata.model.code_system import Code, CodeEdition, CodeLists
from metadata.model.period import Period

DEFAULT_LIMITS = Limits()


def expand(
    expr: str, system: str, editions: CodeLists, period: Period | None = None, binding: Binding | None = None, *,
    version: str | None = None, on: date | None = None, union: bool = False, limits: Limits = DEFAULT_LIMITS,
) -> Expansion:
    """The meaning of one expression in one system, with every message at once; never raises for what a user typed.

    The list is the named `version`, else the newest that had begun `on` a day, else the newest loaded; with `union` every code that any
    edition overlapping the period lists is known. Raises NotFound `codes.error.unknown_system` for a system without a form.
    """
    shape = get_shape(system)
    edition = editions.choose(shape.system, version, on)
    if union and edition is not None and period is not None:
        edition = editions.union(edition, period)
    work = _Work(shape, edition, editions, period, binding, limits)
    if len(expr) > limits.max_characters:
        return work.refused(say("E_TOO_LONG", max=limits.max_characters, n=limits.max_items))
    cleaned = cleaning.clean(expr, shape)
    work.findings += cleaned.findings
    if cleaned.is_spoiled:
        return work.refused()
    sides = split(cleaned.text)
    if sides.count == 0:
        return work.refused(say("E_EMPTY"))
    if sides.count > limits.max_items:
        return work.refused(say("E_TOO_LONG", max=limits.max_characters, n=limits.max_items))
    work.read(sides.includes, sides.excludes)
    if not sides.includes:
        work.findings.append(say("E_NO_INCLUDE"))
    work.check_lists()
    return work.finish()


@dataclass
class _Work:
    """One evaluation under way."""

    shape: Shape
    edition: CodeEdition | None
    lists: CodeLists
    period: Period | None
    binding: Binding | None
    limits: Limits
    includes: list[Item] = field(default_factory=list)
    excludes: list[Item] = field(default_factory=list)
    findings: list[Finding] = field(default_factory=list)
    kept: set[Item] = field(default_factory=set)

    def read(self, includes: tuple[RawItem, ...], excludes: tuple[RawItem, ...]) -> None:
        """Every item of both sides; more items than the limit, after patterns are written out, is E_TOO_LONG."""
        for raws, items in ((includes, self.includes), (excludes, self.excludes)):
            for raw in raws:
                reading: Reading = read_item(raw, self.shape, self.limits)
                items.extend(reading.items)
                self.findings += reading.findings
        if len(self.includes) + len(self.excludes) > self.limits.max_items:
            self.findings.append(say("E_TOO_LONG", max=self.limits.max_characters, n=self.limits.max_items))

    def check_lists(self) -> None:
        """Check digits, existence and what other systems have; with messages of period and binding."""
        if self.shape.system == "NKOO":
            for item in [*self.includes, *self.excludes]:
                if not has_check_digit(item.first):
                    self.findings.append(say("E_CHECKDIGIT", item.first))
        if self.edition is None:
            self.findings.append(say("I_NO_LIST", system=self.shape.system))
        else:
            self._exist(self.edition)
        for finding in tuple(self.findings):
            self.findings += other_system.suggest_systems(finding, self.shape.system, self.lists)
        if self.edition is not None:
            facts = bound.Bound(self.shape, self.edition, self.lists, self.period, self.binding)
            refused = {str(finding.params.get("old")) for finding in self.findings if finding.code == "E_RETIRED"}
            said = bound.check_bound(self.includes, facts)
            self.findings += [finding for finding in said if not (finding.code == "W_SUCCESSOR_MISSING" and finding.params["old"] in refused)]

    def _exist(self, edition: CodeEdition) -> None:
        kept_rows: list[Code] = []
        for items, is_include in ((self.includes, True), (self.excludes, False)):
            for item in dict.fromkeys(items):
                if not (self.shape.system == "NKOO" and not has_check_digit(item.first)):
                    kept_rows += self._exists(item, edition, is_include)
        if kept_rows:
            self.edition = edition.with_codes(kept_rows)

    def _exists(self, item: Item, edition: CodeEdition, is_include: bool) -> list[Code]:
        """What there is to say of one item; the rows of a retired code that is kept."""
        system = self.lists.systems.get(self.shape.system)
        if item.kind == "range":
            self.findings += existence.check_range(item, edition, system, self.shape)
        elif not item.mask(edition):
            return self._missing(item, edition, is_include)
        else:
            self.findings += existence.check_prefix(item, edition, self.shape)
        if item.kind != "exact":
            self.findings += existence.check_parts(item, edition, self.shape)
        if is_include and system is not None:
            self.findings += existence.check_breadth(item, edition, system, self.shape, self.limits.broad_share)
        return []

    def _missing(self, item: Item, edition: CodeEdition, is_include: bool) -> list[Code]:
        gone = retired.find_retired(item, edition, self.lists)
        if gone is None:
            self.findings.append(existence.unknown(item, edition, self.shape))
            return []
        others = [other for other in self.includes if other != item]
        if is_include and retired.is_kept(gone, others, self.period, self.binding):
            self.kept.add(item)
            self.findings.append(retired.say_kept(gone, self.shape))
            return list(gone.rows)
        self.findings.append(retired.say_retired(gone, self.shape, self.period))
        return []

    def refused(self, *findings: Finding) -> Expansion:
        """The expansion of an expression with errors: messages only."""
        label = self.edition.label if self.edition else None
        return Expansion(self.shape.system, label, messages=tuple(without_repeats([*self.findings, *findings])))

    def finish(self) -> Expansion:
        """Includes against excludes, then normal form and codes, unless there is an error."""
        if any(is_error(finding) for finding in self.findings):
            return self.refused()
        found = effect.weigh(self.includes, self.excludes, self.edition, self.shape, frozenset(self.kept))
        self.findings += found.findings
        expansion = self.refused()
        if expansion.has_errors:
            return expansion
        return replace(
            expansion, normal=normal_form.write(found.includes, found.excludes, self.shape),
            codes=self.edition.pick(found.mask) if self.edition else (),
            includes=normal_form.ordered(found.includes), excludes=normal_form.ordered(found.excludes),
        )
