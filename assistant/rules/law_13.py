"""LAW-13: something that is planned and does not exist yet is used."""

from __future__ import annotations

from collections.abc import Iterator

from assistant.order.criterion import Criterion
from assistant.rules.rule import Case, Found, Rule
from common.errors import Fix, Severity
from metadata.model.binding import Binding


def _check(case: Case) -> Iterator[Found]:
    for path, criterion in case.criteria:
        for part in case.parts(criterion):
            register = case.catalogue.registers.get(part)
            if register is not None and register.status == "planned":
                yield Found(f"{path}/register", {"variable": {"sv": register.name.sv, "en": register.name.en}}, Fix("drop", {"path": path}))
        for codes in criterion.codes:
            planned = [one for one in _bindings(case, criterion) if one.system == codes.system]
            if planned and all(one.status == "planned" for one in planned):
                yield Found(f"{path}/codes", {"variable": planned[0].variables[0]}, Fix("drop", {"path": path}))


def _bindings(case: Case, criterion: Criterion) -> list[Binding]:
    wanted = set(case.parts(criterion))
    return [one for one in case.catalogue.of("bindings") if one.register_code in wanted]


RULE = Rule("LAW-13", Severity.error, _check)
