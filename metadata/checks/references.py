"""Every object that another one names exists."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from difflib import get_close_matches
from typing import Any

from metadata.checks.problem import Problem
from metadata.model.content import Content
from metadata.model.measure import ANY_REGISTER

REFERENCES: dict[str, dict[str, str]] = {
    "registers": {"holder": "holders", "family": "register_families", "unit_type": "unit_types", "population": "populations"},
    "register_families": {"members": "registers"},
    "data_resources": {"register_code": "registers", "unit_type": "unit_types"},
    "populations": {"unit_type": "unit_types"},
    "concepts": {"broader": "concepts"},
    "conceptual_variables": {"concept": "concepts", "unit_type": "unit_types"},
    "represented_variables": {"conceptual_variable": "conceptual_variables", "value_domain": "value_domains"},
    "value_domains": {"code_list": "code_lists"},
    "variables": {"register_code": "registers", "data_resource": "data_resources", "represented_variable": "represented_variables"},
    "bindings": {"register_code": "registers", "regions": "counties"},
    "measures": {"registers": "registers"},
    "breakdowns": {"registers": "registers"},
    "breaks": {"registers": "registers"},
    "healthcare_regions": {"counties": "counties"},
    "municipalities": {"successor": "municipalities"},
    "help": {"measures": "measures", "registers": "registers", "see": "help"},
}
"""Kind → field → kind it names."""
ALIASES = {"register_code": "register"}


def check_references(content: Content) -> Iterator[Problem]:
    """Yields `content.error.unknown_reference` for each name nothing answers to, with the nearest that exists."""
    for kind, fields in REFERENCES.items():
        for key, item in content.of(kind).items():
            for field, target in fields.items():
                yield from _missing(kind, key, field, getattr(item, field), content.of(target), target)


def _missing(kind: str, key: str, field: str, value: Any, known: Mapping[str, Any], target: str) -> Iterator[Problem]:
    names: Iterable[str] = () if value is None else (value,) if isinstance(value, str) else value
    for name in names:
        if name not in known and not (kind == "measures" and name == ANY_REGISTER):
            near = get_close_matches(name, known, n=1)
            params = {"field": ALIASES.get(field, field), "name": name, "target": target, "near": near[0] if near else "–"}
            yield Problem("content.error.unknown_reference", kind, key, f"/{ALIASES.get(field, field)}", params, lacks=(target, name))
