"""What a typed code expression means in the loaded code lists: normal form, number of codes, the first of them by name."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from catalog.editions import open_code_lists

from assistant.codes import expand
from common.database import reading
from common.errors import Severity
from web.doors import doors

SHOWN = 12


@dataclass(frozen=True)
class Expanded:
    """`shown`: code and title of the first codes; `has_errors` when the expression cannot be used as it stands."""

    system: str
    expr: str
    normal: str
    count: int
    shown: tuple[tuple[str, str], ...]
    has_errors: bool


def expand_answers(answers: Mapping[str, Any]) -> list[Expanded]:
    """Every code list of a criterion page that names a system and an expression; none where no code lists are loaded."""
    with reading(doors().engine) as session:
        editions = open_code_lists(session)
    return [_one(one["expr"], one["system"], editions) for one in answers["lists"] if one["system"] and one["expr"]]


def _one(expression: str, system: str, editions: Any) -> Expanded:
    found = expand(expression, system, editions)
    has_errors = any(message.severity is Severity.error for message in found.messages)
    shown = tuple((code, editions.title(system, code)) for code in found.codes[:SHOWN])
    return Expanded(system, expression, found.normal, found.count, shown, has_errors)
