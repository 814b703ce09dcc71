"""Orders for tests: the authored catalogue without a database, a default snapshot, a plain order and changes to it by JSON pointer."""

from __future__ import annotations

import copy
from collections.abc import Mapping
from datetime import date
from functools import lru_cache
from pathlib import Path
from typing import Any

from assistant.document import order_from
from assistant.judgement import Context
from assistant.linter import check_order
from assistant.order.order import Order
from catalog.lookup import Catalogue
from catalog.reading import read_content
from common.errors import Finding
from metadata.model.code_system import Code, CodeEdition, CodeLists, CodeSystem
from metadata.model.policy import DisclosurePolicy
from metadata.model.snapshot import RegisterFacts, SnapshotFacts

CONTENT = Path(__file__).resolve().parent.parent / "metadata" / "content"
DROP = object()
"""Takes a key away in `changed`."""

PLAIN: dict[str, Any] = {
    "order": "1",
    "kind": "statistics",
    "title": {"sv": "Användare av ADHD-läkemedel", "en": "Users of ADHD drugs"},
    "purpose": {"legal": "follow_up", "text": "Underlag för den årliga uppföljningen av läkemedelsbehandling i regionen."},
    "cohorts": [
        {
            "id": "users", "label": {"sv": "användare", "en": "users"},
            "criteria": [{"id": "drug", "register": "lmed", "codes": {"system": "ATC", "expr": "N06BA"}, "period": "2016-01/2020-12"}],
        }
    ],
    "tables": [{"id": "t1", "measure": "prevalent_users", "of": "users", "rows": ["year"], "columns": ["sex"], "totals": ["sex"]}],
}
"""An order without any finding."""
CRITERION = "/cohorts/0/criteria/0"
TABLE = "/tables/0"
CARE: dict[str, Any] = {
    f"{CRITERION}/register": "par", f"{CRITERION}/codes": {"system": "ICD-10-SE", "expr": "F90"}, f"{CRITERION}/position": "any",
    f"{CRITERION}/period": "2016-01/2020-12", f"{TABLE}/measure": "prevalent_diagnosis",
}
"""Changes that make the plain order one about care."""


@lru_cache(maxsize=1)
def catalogue() -> Catalogue:
    """The authored content, read once."""
    reading = read_content(CONTENT)
    assert not reading.findings
    return Catalogue("test", reading.content)


def snapshot(**ends: date) -> SnapshotFacts:
    """LMED and PAR from July 2005 to December 2024, the last months preliminary."""
    final = {"lmed": date(2024, 11, 30), "par_in": date(2024, 9, 30), "par_out": date(2024, 9, 30)}
    facts = [
        RegisterFacts(register_code=code, data_from=date(2005, 7, 1) if code == "lmed" else date(1997, 1, 1), data_to=date(2024, 12, 31), final_to=day)
        for code, day in final.items()
    ]
    return SnapshotFacts(id="test", synthetic=True, created="2026-01-01", registers=tuple(facts), population_years=tuple(range(2004, 2025)))


def policy(**values: Any) -> DisclosurePolicy:
    """A small policy with sensitive psychiatric codes."""
    plain = {"policy": "test", "version": 1, "valid_from": "2026-01-01", "persons": {"t": 5}, "sensitive": {"ICD-10-SE": "F00-F99"}}
    return DisclosurePolicy.model_validate(plain | values)


@lru_cache(maxsize=1)
def code_lists() -> CodeLists:
    """A few codes of ATC and ICD-10-SE, in words of the test's own."""
    systems = {"ATC": _system("ATC", "N06AB04", (1, 3, 4, 5, 7)), "ICD-10-SE": _system("ICD-10-SE", "J45.0", (3, 4, 5))}
    return CodeLists(systems, {"ATC": (_edition("ATC", ATC),), "ICD-10-SE": (_edition("ICD-10-SE", ICD),)})


ATC = ["N", "N06", "N06B", "N06BA", "N06BA04", "N06BA09", "N06BA12", "N06A", "N06AB", "N06AB04", "J", "J01", "J01C", "J01CA", "J01CA04", "V", "A"]
ICD = ["F90", "F900", "F901", "G43", "G430", "I10", "I109"]


def _edition(system: str, codes: list[str]) -> CodeEdition:
    return CodeEdition(system, "test", tuple(Code(code, f"kod {code}", f"code {code}") for code in codes))


def _system(system: str, example: str, lengths: tuple[int, ...]) -> CodeSystem:
    word = {"sv": system, "en": system}
    levels = [{"level": at, "length": length, "label": word} for at, length in enumerate(lengths, 1)]
    return CodeSystem.model_validate(
        {"id": system, "label": word, "owner": word, "licence_note": word, "matching": "prefix", "example": example, "suggestable": True,
         "levels": levels, "source": "test"}
    )


def context(**values: Any) -> Context:
    """The default context of a submission on 12 January 2026."""
    return Context(**({"today": date(2026, 1, 12), "snapshot": snapshot(), "policy": policy()} | values))


def changed(changes: Mapping[str, Any] | None = None, base: Mapping[str, Any] = PLAIN) -> Order:
    """The plain order with values written, or taken away, at JSON pointers. Fails when the result is no order document."""
    value = copy.deepcopy(dict(base))
    for pointer, new in (changes or {}).items():
        steps = pointer.split("/")[1:]
        holder: Any = value
        for step in steps[:-1]:
            holder = holder[int(step)] if isinstance(holder, list) else holder.setdefault(step, {})
        key: Any = int(steps[-1]) if isinstance(holder, list) else steps[-1]
        if new is DROP:
            holder.pop(key, None)
        elif isinstance(holder, list) and key == len(holder):
            holder.append(copy.deepcopy(new))
        else:
            holder[key] = copy.deepcopy(new)
    order, findings = order_from(value)
    assert order is not None, findings
    return order


def lint(order: Order, **values: Any) -> list[Finding]:
    """Findings of an order in the default context."""
    return check_order(order, catalogue(), context(**values))


def codes_of(findings: list[Finding]) -> set[str]:
    """Ids of findings."""
    return {finding.code for finding in findings}
