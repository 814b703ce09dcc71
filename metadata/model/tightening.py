"""From authored policy documents to one resolved policy; what extends a policy, or an order that changes it, may only tighten (disclosure.md 4.2)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from enum import StrEnum
from typing import Any

from pydantic import ValidationError

from common.errors import Finding, InputRefused, NotFound, Severity
from metadata.model.policy import DisclosurePolicy


class Direction(StrEnum):
    """Which change of a field is stricter: a larger number, a smaller one, more members, or none at all."""

    up = "up"
    down = "down"
    superset = "superset"
    fixed = "fixed"


DIRECTIONS: Mapping[str, Direction] = {
    "applies": Direction.fixed,
    "mark": Direction.fixed,
    "zeros": Direction.fixed,
    "methods": Direction.fixed,
    "persons/t": Direction.up,
    "raise": Direction.superset,
    "group/sensitive_share": Direction.superset,
    "group/min_group": Direction.up,
    "rows/width": Direction.up,
    "companies/measures": Direction.superset,
    "companies/forbid/breakdowns": Direction.superset,
    "companies/company_min": Direction.up,
    "companies/p": Direction.up,
    "stats/mean_n": Direction.up,
    "stats/median_n": Direction.up,
    "stats/percentile_tail": Direction.up,
    "stats/digits": Direction.down,
    "survival/n_start": Direction.up,
    "survival/events_per_step": Direction.up,
    "survival/at_risk_min": Direction.up,
    "secondary/every_mark_one": Direction.up,
    "secondary/insider": Direction.up,
    "secondary/keep_totals": Direction.fixed,
    "secondary/max_cells": Direction.down,
    "secondary/time_limit_s": Direction.down,
    "ledger/scope": Direction.superset,
    "ledger/months": Direction.up,
    "denominator_min": Direction.up,
    "supplied/min_size": Direction.up,
    "sensitive": Direction.superset,
}
"""Declared direction per field; a field that is not named may not differ."""
IDENTITY = frozenset({"policy", "version", "title", "source", "extends", "valid_from", "valid_to", "decided"})
"""What a policy that extends another says of itself."""


def resolve(
    documents: Iterable[Mapping[str, Any]], policy: str, *, on: date | None = None, changes: Mapping[str, Any] | None = None, is_sensitive: bool = False
) -> DisclosurePolicy:
    """The resolved policy `id` or `id@version` (without version: the latest that is valid `on` the day).

    `changes`: an order's own `disclosure:` lines, plain values in the document's shape. `is_sensitive`: the order's codes fall in the sensitive
    group, so its raise becomes the threshold. Raises NotFound `policy.error.unknown`; InputRefused with every field that is wrong or looser.
    """
    found = list(documents)
    values = _choose(found, policy, on)
    base = read_policy(_flatten(values, found))
    if changes:
        tighter = read_policy(_merge(_plain(base), changes))
        _refuse(compare(base, tighter, "/disclosure"))
        base = tighter
    if is_sensitive and base.threshold(is_sensitive=True) > base.t:
        base = base.model_copy(update={"persons": base.persons.model_copy(update={"t": base.threshold(is_sensitive=True)})})
    return base


def choose_method(policy: DisclosurePolicy, method: str) -> DisclosurePolicy:
    """The policy with one of its methods chosen. Raises InputRefused `policy.error.method` for one it does not offer."""
    if method not in policy.methods:
        offered = ", ".join(policy.methods)
        raise InputRefused([Finding("policy.error.method", Severity.error, "/disclosure/method", {"method": method, "offered": offered, "policy": policy.ref})])
    return policy.model_copy(update={"methods": (method,)})


def read_policy(values: Mapping[str, Any]) -> DisclosurePolicy:
    """A policy from plain values. Raises InputRefused with one finding a wrong field."""
    try:
        return DisclosurePolicy.model_validate(values)
    except ValidationError as error:
        findings = [
            Finding("policy.error.field", Severity.error, "/" + "/".join(map(str, item["loc"])), {"reason": item["type"]}) for item in error.errors()
        ]
        raise InputRefused(findings) from None


def compare(base: DisclosurePolicy, other: DisclosurePolicy, prefix: str = "") -> list[Finding]:
    """One finding per field in which `other` is looser than `base` or differs without a direction."""
    return [
        Finding("policy.error.looser", Severity.error, f"{prefix}/{path}", {"field": path, "from": _show(before), "to": _show(after)})
        for path, before, after in differences(base, other)
        if path.split("/")[0] not in IDENTITY and not _is_tighter(_direction(path), before, after, base, other)
    ]


def differences(base: DisclosurePolicy, other: DisclosurePolicy) -> list[tuple[str, Any, Any]]:
    """Fields that differ: path, value before, value after."""
    return list(_differences(_plain(base), _plain(other), ""))


def _differences(before: Mapping[str, Any], after: Mapping[str, Any], prefix: str) -> Iterable[tuple[str, Any, Any]]:
    for name in sorted({*before, *after}):
        path = f"{prefix}{name}"
        old, new = before.get(name), after.get(name)
        if old == new:
            continue
        if isinstance(old, Mapping) and isinstance(new, Mapping) and path not in DIRECTIONS:
            yield from _differences(old, new, f"{path}/")
        else:
            yield path, old, new


def _direction(path: str) -> Direction:
    return DIRECTIONS.get(path, Direction.fixed)


def _is_tighter(direction: Direction, before: Any, after: Any, base: DisclosurePolicy, other: DisclosurePolicy) -> bool:
    if direction is Direction.fixed or before is None or after is None:
        return False
    if direction is Direction.superset:
        return _members(before) <= _members(after)
    if isinstance(before, str):  # `2t` is a number of persons
        return other.min_group >= base.min_group
    return bool(after >= before) if direction is Direction.up else bool(after <= before)


def _members(value: Any) -> set[str]:
    if isinstance(value, Mapping):
        return {f"{system}:{item.strip()}" for system, expression in value.items() for item in str(expression).split("|")}
    return {repr(item) for item in value}


def _show(value: Any) -> str:
    return "–" if value is None else str(value)


def _plain(policy: DisclosurePolicy) -> dict[str, Any]:
    return policy.model_dump(mode="json", by_alias=True)


def _merge(base: Mapping[str, Any], changes: Mapping[str, Any]) -> dict[str, Any]:
    merged = dict(base)
    for name, value in changes.items():
        inner = merged.get(name)
        merged[name] = _merge(inner, value) if isinstance(inner, Mapping) and isinstance(value, Mapping) else value
    return merged


def _choose(documents: Iterable[Mapping[str, Any]], policy: str, on: date | None) -> Mapping[str, Any]:
    name, _at, version = policy.partition("@")
    found = [values for values in documents if values.get("policy") == name and version in ("", str(values.get("version")))]
    if not version and on is not None:
        found = [values for values in found if str(values.get("valid_from", "")) <= on.isoformat() <= str(values.get("valid_to") or "9999")]
    if not found:
        raise NotFound("policy.error.unknown", policy=policy)
    return max(found, key=lambda values: int(values.get("version") or 0))


def _flatten(values: Mapping[str, Any], documents: list[Mapping[str, Any]], depth: int = 0) -> dict[str, Any]:
    """A document with what it extends filled in; the result must be tighter field by field."""
    if not values.get("extends"):
        return dict(values)
    if depth > len(documents):
        raise InputRefused([Finding("policy.error.circle", Severity.error, "/extends", {"policy": values["extends"]})])
    base = _flatten(_choose(documents, str(values["extends"]), None), documents, depth + 1)
    merged = _merge({name: value for name, value in base.items() if name not in IDENTITY}, values)
    _refuse(compare(read_policy(base), read_policy(merged)))
    return merged


def _refuse(findings: list[Finding]) -> None:
    if findings:
        raise InputRefused(findings)
