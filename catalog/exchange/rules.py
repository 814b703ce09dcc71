"""The rules between the objects of a rut-gsim-se/1.0 document (metadata-exchange.md 2.5): references, periods, codes, publication."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from itertools import combinations

from catalog.exchange.objects import Object, references_of
from common.errors import Finding, Severity

_FOREVER, _ALWAYS = "9999-12-31", "0000-01-01"


def check_rut(document: Object) -> list[Finding]:
    """Every broken rule, none when all hold. `path` is the JSON pointer of the object at fault."""
    return check_objects(document["objects"])


def check_objects(given: Iterable[Object]) -> list[Finding]:
    """The rules between objects; `path` counts them in the order given."""
    objects = list(given)
    known = {f"{one['uri']}@{one['version']}": one for one in objects}
    findings: list[Finding] = []
    for at, one in enumerate(objects):
        findings += _check_references(one, known, f"/objects/{at}")
        findings += _check_periods(one, known, f"/objects/{at}")
        findings += _check_codes(one, known, f"/objects/{at}")
    return findings + list(_check_columns(objects)) + list(_check_cycles(objects, known))


def _finding(code: str, path: str, one: Object, **params: str) -> Finding:
    return Finding(code, Severity.error, path, {"object": f"{one['type']} {one['localId']}"} | params)


def _check_references(one: Object, known: Mapping[str, Object], path: str) -> Iterator[Finding]:
    for reference in references_of(one):
        target = known.get(reference)
        if target is None:
            yield _finding("exports.error.reference", path, one, target=reference)
        elif one["administrativeStatus"] == "published" != target["administrativeStatus"]:
            yield _finding("exports.error.rut_unpublished", path, one, target=str(target["localId"]))


def _span(one: Object, first: str, last: str) -> tuple[str, str]:
    return one.get(first) or _ALWAYS, one.get(last) or _FOREVER


def _check_periods(one: Object, known: Mapping[str, Object], path: str) -> Iterator[Finding]:
    """An instance variable has data only while its data resource has, and that only while its register has."""
    parent = known.get(str(one.get("dataResourceRef") or one.get("registerRef")))
    if parent is not None and one["type"] in ("DataResource", "InstanceVariable"):
        own, outer = _span(one, "dataFrom", "dataUntil"), _span(parent, "dataFrom", "dataUntil")
        if own[0] < outer[0] or own[1] > outer[1]:
            yield _finding("exports.error.rut_period", path, one, target=str(parent["localId"]))


def _check_codes(one: Object, known: Mapping[str, Object], path: str) -> Iterator[Finding]:
    """No code twice with overlapping validity; no sign of a missing value among the values."""
    by_code: dict[str, list[tuple[str, str]]] = {}
    for code in one.get("codes", ()):
        by_code.setdefault(code["code"], []).append(_span(code, "validFrom", "validUntil"))
    for code, spans in by_code.items():
        if len(spans) > 1 and any(a[0] < b[1] and b[0] < a[1] for a, b in combinations(spans, 2)):
            yield _finding("exports.error.rut_code_overlap", path, one, value=code)
    values = {code["code"] for code in known.get(str(one.get("codeListRef")), {}).get("codes", ())}
    for sentinel in one.get("sentinels", ()):
        if sentinel["code"] in values:
            yield _finding("exports.error.rut_sentinel", path, one, value=str(sentinel["code"]))


def _check_columns(objects: Iterable[Object]) -> Iterator[Finding]:
    """A column of a data resource is described by one instance variable at a time."""
    columns: dict[tuple[str, str], list[tuple[int, Object]]] = {}
    for at, one in enumerate(objects):
        if one["type"] == "InstanceVariable":
            columns.setdefault((str(one["dataResourceRef"]), str(one["columnName"])), []).append((at, one))
    for described in columns.values():
        for (_, one), (at, other) in combinations(described, 2):
            a, b = _span(one, "dataFrom", "dataUntil"), _span(other, "dataFrom", "dataUntil")
            if a[0] <= b[1] and b[0] <= a[1]:
                yield _finding("exports.error.rut_column_overlap", f"/objects/{at}", other, target=str(one["localId"]))


def _check_cycles(objects: Iterable[Object], known: Mapping[str, Object]) -> Iterator[Finding]:
    """A concept is not broader than itself by any way round."""
    places = {f"{one['uri']}@{one['version']}": at for at, one in enumerate(objects)}
    done: set[str] = set()
    for start in [key for key, one in known.items() if one.get("broader")]:
        trail: list[str] = []
        waiting = [(start, 0)]
        while waiting:
            key, depth = waiting.pop()
            del trail[depth:]
            if key in trail:
                one = known[key]
                yield _finding("exports.error.rut_cycle", f"/objects/{places[key]}/broader", one)
                done.update(trail)
            elif key not in done and key in known:
                trail.append(key)
                waiting += [(target, depth + 1) for target in known[key].get("broader", ())]
        done.add(start)
