"""What a typed code expression means in the loaded code lists: normal form, number of codes, the first of them by name."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from assistant.codes import expand
from catalog.editions import open_code_lists
from common.database import reading
from common.errors import NotFound
from metadata.model.code_system import CodeLists
from web.doors import doors
from web.language import language

SHOWN = 12


@dataclass(frozen=True)
class Expanded:
    """`shown`: code and title of the first codes; `is_checked` when a list was loaded; `has_errors` when it cannot be used as it stands."""

    system: str
    expr: str
    normal: str
    count: int
    shown: tuple[tuple[str, str], ...]
    is_checked: bool
    has_errors: bool


def expand_answers(answers: Mapping[str, Any]) -> list[Expanded]:
    """Every code list of a criterion page that names a system and an expression."""
    with reading(doors().engine) as session:
        lists = open_code_lists(session)
    return list(_known(answers, lists))


def _known(answers: Mapping[str, Any], lists: CodeLists) -> Iterator[Expanded]:
    for one in answers["lists"]:
        if not (one["system"] and one["expr"]):
            continue
        try:
            found = expand(one["expr"], one["system"], lists)
        except NotFound:
            continue  # the rules say that there is no such system
        shown = tuple((code, lists.title(found.system, code, language())) for code in found.codes[:SHOWN])
        yield Expanded(found.system, one["expr"], found.normal, found.count, shown, found.is_checked, found.has_errors)
