"""CODE-02: codes of another system than the register's variable holds."""

from __future__ import annotations

from collections.abc import Iterator

from assistant.order.criterion import Criterion
from assistant.phrases import register_name
from assistant.rules.code_messages import Said, messages
from assistant.rules.rule import Case, Found, Rule, set_value
from assistant.specification.code_rows import coded_variables, variable_of
from common.errors import Fix, Severity


def _check(case: Case) -> Iterator[Found]:
    yield from _looks_like_another(case)
    for path, criterion in case.criteria:
        bound = _bound(case, criterion)
        for codes in criterion.codes:
            if bound and codes.system and codes.system not in bound:
                params = {"code": codes.expr or codes.system, "other": codes.system, "variable": register_name(criterion.register_code, case.catalogue), "system": ", ".join(bound)}
                fix = set_value(f"{path}/codes/system", bound[-1]) if len(criterion.codes) == 1 and not codes.expr else None
                yield Found(f"{path}/codes", params, fix)


def _looks_like_another(case: Case) -> Iterator[Found]:
    for said in messages(case):
        if said.message.code == "W_OTHER_SYSTEM":
            text, _arrow, other = str(said.message.params["argument"]).rpartition("->")
            params = {"code": text, "other": other, "variable": said.message.params["variable"], "system": said.codes.system}
            yield Found(f"{said.path}/expr", params, _moved(case, said, text, other))


def _moved(case: Case, said: Said, code: str, other: str) -> Fix:
    """Into the criterion's list of the other system where its variable has been coded so, else out of the order."""
    criterion = next((one for path, one in case.criteria if said.path.startswith(f"{path}/codes")), None)
    bindings = case.catalogue.bindings(criterion.register_code, variable_of(criterion, case.catalogue)) if criterion is not None else ()
    operation = "move_code" if other in {one.system for one in bindings} else "remove_code"
    return Fix(operation, {"path": said.path, "code": code, "system": other})


def _bound(case: Case, criterion: Criterion) -> list[str]:
    """Systems that the register's coded variables hold in some year."""
    register = criterion.register_code
    names = ["ATC"] if register == "lmed" else ["HDIA", "OP"] if case.catalogue.is_care(register) else coded_variables(register, (), case.catalogue)
    return list(dict.fromkeys(one.system for name in names for one in case.catalogue.bindings(criterion.register_code, name)))


RULE = Rule("CODE-02", Severity.error, _check)
