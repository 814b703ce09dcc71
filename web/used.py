"""Which example orders use a register or a code: asked of the orders themselves, never kept beside them."""

from __future__ import annotations

from collections.abc import Iterator

from assistant.codes import expand
from assistant.document import order_from
from assistant.order.criterion import Criterion, walk
from catalog.lookup import Catalogue
from common.errors import NotFound
from metadata.model.code_system import CodeLists
from metadata.model.example import Example


def examples_with_register(known: Catalogue, register: str) -> list[Example]:
    """The examples with a criterion of the register, or of a family it belongs to."""
    return [one for one in known.examples if any(register in known.members(criterion.register_code or "") for criterion in _criteria(one))]


def examples_with_code(known: Catalogue, system: str, code: str, lists: CodeLists) -> list[Example]:
    """The examples whose code lists take in a stored code, or codes below it."""
    return [one for one in known.examples if any(chosen.startswith(code) for codes in _code_sets(one, system, lists) for chosen in codes)]


def _criteria(example: Example) -> Iterator[Criterion]:
    order, _findings = order_from(example.order)
    for cohort in order.cohorts if order else ():
        yield from (criterion for _path, criterion in walk(cohort.criteria, ""))


def _code_sets(example: Example, system: str, lists: CodeLists) -> Iterator[tuple[str, ...]]:
    for criterion in _criteria(example):
        for chosen in criterion.codes:
            try:
                found = expand(chosen.expr, chosen.system, lists) if chosen.system and chosen.expr else None
            except NotFound:
                continue
            if found is not None and found.system == system:
                yield found.codes
