"""What the expression engine says about the order's code lists, placed in the document; the rules of codes pass it on under their own ids."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace

from assistant.order.codes import CodeExpression
from assistant.rules.rule import Case, Found
from assistant.specification.code_rows import binding_of, expand_list, variable_of
from common.errors import Finding, Fix

SPOKEN_FOR = {
    "E_UNKNOWN": "CODE-01", "E_RETIRED": "CODE-01", "E_NOT_IN_PERIOD": "CODE-01", "W_SUCCESSOR_MISSING": "CODE-03", "E_PERIOD_SYSTEM": "CODE-04",
    "E_KSH97P": "CODE-05", "E_EMPTY": "CODE-07", "E_NO_INCLUDE": "CODE-07", "E_EMPTY_RESULT": "CODE-07", "W_CONFLICT": "CODE-08",
    "W_EXCL_NO_EFFECT": "CODE-08", "W_REDUNDANT": "CODE-08",
}
"""Message → rule that speaks for it (rules.md 3); every other message is a finding of its own."""


def messages(case: Case) -> Iterator[tuple[str, CodeExpression, Finding]]:
    """Every message with the pointer of its list. A message about a text that looks like another system's code silences the one about its shape."""
    for path, codes, said in _expanded(case):
        elsewhere = {str(one.params["argument"]).rpartition("->")[0] for one in said if one.code == "W_OTHER_SYSTEM"}
        for one in said:
            if not (one.code in ("E_SHAPE", "E_UNKNOWN") and one.params.get("argument") in elsewhere):
                yield path, codes, one


def _expanded(case: Case) -> Iterator[tuple[str, CodeExpression, tuple[Finding, ...]]]:
    for path, criterion in case.criteria:
        period = criterion.period.period if criterion.period is not None else None
        for at, codes in enumerate(criterion.codes):
            binding = binding_of(criterion, codes.system, case.catalogue)
            expansion = expand_list(codes, case.context, period, binding)
            if expansion is not None:
                yield _list_path(path, at, len(criterion.codes)), codes, _with_variable(expansion.messages, variable_of(criterion))
    for path, table in case.order.each_table():
        for number, group in enumerate(table.groups):
            for at, codes in enumerate(group.codes):
                expansion = expand_list(codes, case.context)
                if expansion is not None:
                    yield _list_path(f"{path}/groups/{number}", at, len(group.codes)), codes, tuple(expansion.messages)


def _with_variable(said: tuple[Finding, ...], variable: str) -> tuple[Finding, ...]:
    return tuple(replace(one, params={"variable": variable, **one.params}) for one in said)


def _list_path(path: str, at: int, count: int) -> str:
    """A single list is written without brackets, so its pointer has no number."""
    return f"{path}/codes" if count == 1 else f"{path}/codes/{at}"


def passed_on(rule: str) -> Callable[[Case], Iterator[Found]]:
    """The check of a rule that only speaks for messages of the engine."""

    def check(case: Case) -> Iterator[Found]:
        for path, codes, one in messages(case):
            if SPOKEN_FOR.get(one.code) == rule:
                yield Found(f"{path}/expr", one.params | {"system": codes.system}, placed(one.fix, path), translation=one.key)

    return check


def placed(fix: Fix | None, path: str) -> Fix | None:
    """The engine's fix with the pointer of the list it belongs to."""
    return Fix(fix.operation, {"path": path, **fix.arguments}) if fix is not None else None
