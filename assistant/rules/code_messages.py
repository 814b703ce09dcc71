"""What the expression engine says about the order's code lists, placed in the document; the rules of codes pass it on under their own ids."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace

from assistant.codes import Expansion
from assistant.order.codes import CodeExpression
from assistant.rules.rule import Case, Found, set_value
from assistant.specification.code_rows import binding_of, expand_list, variable_of
from common.errors import Finding, Fix
from metadata.codes import get_shape
from metadata.model.code_system import CodeEdition

SPOKEN_FOR = {
    "E_UNKNOWN": "CODE-01", "E_RETIRED": "CODE-01", "E_NOT_IN_PERIOD": "CODE-01", "W_SUCCESSOR_MISSING": "CODE-03", "E_KSH97P": "CODE-05",
    "E_EMPTY": "CODE-07", "E_NO_INCLUDE": "CODE-07", "E_EMPTY_RESULT": "CODE-07", "W_CONFLICT": "CODE-08", "W_EXCL_NO_EFFECT": "CODE-08",
    "W_REDUNDANT": "CODE-08",
}
"""Message → rule that speaks for it (rules.md 3); CODE-04 judges the period itself, and every other message is a finding of its own."""
_CODE_OPERATIONS = frozenset({"replace_code", "remove_code", "add_code", "move_code"})


@dataclass(frozen=True)
class Said:
    """One message about one list: pointer of the list, the list, the message, its fix as an operation on the document."""

    path: str
    codes: CodeExpression
    message: Finding
    fix: Fix | None


def messages(case: Case) -> Iterator[Said]:
    """Every message of every list. One that another system's list has the text silences the one about the text's shape."""
    for path, codes, expansion, variable in _expanded(case):
        elsewhere = {str(one.params["argument"]).rpartition("->")[0] for one in expansion.messages if one.code == "W_OTHER_SYSTEM"}
        for one in expansion.messages:
            if one.code in ("E_SHAPE", "E_UNKNOWN") and one.params.get("argument") in elsewhere:
                continue
            message = replace(one, params={"variable": variable, "system": codes.system, **one.params})
            yield Said(path, codes, message, _placed(case, message, path, expansion))


def _expanded(case: Case) -> Iterator[tuple[str, CodeExpression, Expansion, str]]:
    for path, criterion in case.criteria:
        period = criterion.period.period if criterion.period is not None else None
        for at, codes in enumerate(criterion.codes):
            expansion = expand_list(codes, case.context, period, binding_of(criterion, codes.system, case.catalogue))
            if expansion is not None:
                yield _list_path(path, at, len(criterion.codes)), codes, expansion, variable_of(criterion, case.catalogue)
    for path, table in case.order.each_table():
        for number, group in enumerate(table.groups):
            for at, codes in enumerate(group.codes):
                expansion = expand_list(codes, case.context)
                if expansion is not None:
                    yield _list_path(f"{path}/groups/{number}", at, len(group.codes)), codes, expansion, codes.system


def _list_path(path: str, at: int, count: int) -> str:
    """A single list is written without brackets, so its pointer has no number."""
    return f"{path}/codes" if count == 1 else f"{path}/codes/{at}"


def _placed(case: Case, message: Finding, path: str, expansion: Expansion) -> Fix | None:
    """The engine's fix as an operation on the document; None where it leaves a choice to the reader."""
    if SPOKEN_FOR.get(message.code) == "CODE-08":
        edition = case.context.editions.choose(expansion.system, expansion.edition) if case.context.editions is not None else None
        return set_value(f"{path}/expr", _rewritten(expansion, edition)) if edition is not None and expansion.codes else None
    fix = message.fix
    if fix is None:
        return None
    if fix.operation == "set" and "position" in fix.arguments:
        return set_value(f"{path.rpartition('/codes')[0]}/position", fix.arguments["position"])
    return Fix(fix.operation, {"path": path, **fix.arguments}) if fix.operation in _CODE_OPERATIONS else None


def _rewritten(expansion: Expansion, edition: CodeEdition) -> str:
    """The expression with every item once, without includes that are wholly excluded and without excludes that take nothing away."""
    shape = get_shape(expansion.system)
    includes = [item for item in expansion.includes if any(item.matches(code) for code in expansion.codes)]
    covered = [code for code in edition.codes if any(item.matches(code) for item in includes)]
    excludes = [item for item in expansion.excludes if any(item.matches(code) for code in covered)]
    sides = [" | ".join(item.show(shape) for item in side) for side in (includes, excludes)]
    return " ! ".join(side for side in sides if side)


def passed_on(rule: str) -> Callable[[Case], Iterator[Found]]:
    """The check of a rule that only speaks for messages of the engine."""

    def check(case: Case) -> Iterator[Found]:
        for said in messages(case):
            if SPOKEN_FOR.get(said.message.code) == rule:
                yield Found(f"{said.path}/expr", said.message.params, said.fix, translation=said.message.key)

    return check
