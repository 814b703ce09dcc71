"""A register as a workbook of the National Board of Health and Welfare's template; what its importer reads back is the same register."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from datetime import date, timedelta
from typing import Any

from catalog.exchange.objects import Object, text_of
from catalog.exchange.workbook import template
from exports.described import Described
from exports.workbook.rut import write_grids

Grid = list[list[str]]


def write_register_workbook(described: Described, register: Object) -> bytes:
    """Every sheet of the register: canonical spellings, every cell text, one sheet per code list that its variables cite."""
    resources = described.resources(register)
    variables = [(resource, one) for resource in resources for one in described.variables(resource)]
    lists = _code_lists(described, [one for _resource, one in variables])
    titles = _sheet_titles(lists)
    sheets: dict[str, Grid] = {
        template.GENERAL: _general(described, register),
        template.FACTS: _facts(described, register),
        template.RESOURCES: [list(template.RESOURCE_HEADINGS.values()), *(_resource(one, register) for one in resources)],
        template.VARIABLES: [list(template.VARIABLE_HEADINGS.values()), *(_variable(described, resource, one, titles) for resource, one in variables)],
    }
    for key, title in titles.items():
        sheets[title] = list(_code_sheet(lists[key]))
    for title, rows in _kept(register).get("sheets", {}).items():
        sheets[title] = [list(row) for row in rows]
    return write_grids(sheets, title=text_of(register, "name"), created=described.described_at.replace(tzinfo=None))


def _kept(register: Object) -> Mapping[str, Any]:
    """What the importer kept of the register's own workbook."""
    x = register.get("x")
    kept = x.get("workbook") if isinstance(x, Mapping) else None
    return kept if isinstance(kept, Mapping) else {}


def _general(described: Described, register: Object) -> Grid:
    general = dict(_kept(register).get("general", {}))
    shown = {
        "template_version": template.VERSION, "dataset_datamängd": text_of(register, "name"), "dataset_version": str(register["version"]),
    } | general
    rows: Grid = [["", template.GENERAL], [], ["", "Version av metadatamallen"], ["", "Version", shown.pop("template_version")]]
    rows += [["", "Datum", shown.pop("template_datum")]] if "template_datum" in shown else []
    rows += [[], ["", "Version av metadata för datamängden"], ["", "Datamängd", shown.pop("dataset_datamängd")], ["", "Version", shown.pop("dataset_version")]]
    rows += [["", "Datum", shown.pop("dataset_datum")]] if "dataset_datum" in shown else []
    contact = shown.pop("contact", "") or str(register.get("contact") or described.follow(register, "holder").get("contact") or "")
    rows += [[], ["", "Kontakt"], *([["", "E-post", contact]] if contact else []), *(["", label, value] for label, value in shown.items())]
    return rows


def _facts(described: Described, register: Object) -> Grid:
    holder, population = described.follow(register, "holder"), described.follow(register, "population")
    laws = [law.get("title", {}) for law in register.get("legalBasis", ())]
    contact = str(register.get("contact") or holder.get("contact") or "")
    values: dict[str, tuple[str, str]] = {
        "title": _both(register.get("name")), "description": _both(register.get("description")), "spatial": _both(register.get("spatial")),
        "population": _both(population.get("inclusion")), "publisher": _both(holder.get("name")), "contact": (contact, contact),
        "frequency": template.FREQUENCY.get(str(register.get("updateFrequency")), ("", "")), "rights": template.RIGHTS[str(register["accessRights"])],
        "documentation": (str(register.get("documentation") or ""), ""), "landing": (str(register.get("landingPage") or ""), ""),
        "access": (str(register.get("accessPage") or ""), ""),
        "law": ("; ".join(str(law.get("sv", "")) for law in laws), "; ".join(str(law["en"]) for law in laws if law.get("en"))),
        "period": (_span(register.get("dataFrom"), register.get("dataUntil")),) * 2,
    }
    rows: Grid = [["Attribut SoS-metadata", "Attribut DCAT-AP", "Svenska", "Engelska"]]
    rows += [[label, attribute, *values[meaning]] for meaning, (label, attribute) in template.FACT_ROWS.items()]
    return rows + [[label, "", *_both(value)] for label, value in _kept(register).get("extras", {}).items()]


def _both(value: Any) -> tuple[str, str]:
    return (str(value.get("sv", "")), str(value.get("en", ""))) if isinstance(value, Mapping) else (str(value or ""), "")


def _resource(one: Object, register: Object) -> list[str]:
    frequency = template.FREQUENCY.get(str(one.get("updateFrequency")), ("", ""))[0]
    return [
        str(one["localId"]), text_of(one, "name"), text_of(one, "description"), _start(one.get("dataFrom")), _end(one.get("dataUntil")), frequency,
        text_of(one, "aggregationLevel"),
    ]


def _variable(described: Described, resource: Object, one: Object, titles: Mapping[str, str]) -> list[str]:
    domain = described.value_domain(one)
    unit = described.follow(one, "representedVariableRef", "conceptualVariableRef", "unitTypeRef")
    origin = str(one.get("originText") or template.ORIGIN.get(str(one.get("origin")), ""))
    return [
        str(resource["localId"]), str(one["columnName"]), text_of(one, "name"), text_of(one, "description"),
        text_of(unit, "name") if one.get("unitStated", True) else "", _values(described, domain, titles), _link(described, domain),
        str(domain.get("dataTypeStated") or template.DATA_TYPE.get(str(domain.get("dataType")), "")), "Ja" if one.get("joinKey") else "Nej",
        text_of(one, "joinDescription"), str(one.get("position") or ""), _start(one.get("dataFrom")), _end(one.get("dataUntil")), text_of(one, "qualityNote"),
        origin, text_of(one, "derivation") or str(one.get("originNote") or ""),
    ]


def _values(described: Described, domain: Object, titles: Mapping[str, str]) -> str:
    """The stated text of an imported register, else the domain in the words that the importer reads."""
    if "statedAs" in domain or "dataTypeStated" in domain:
        return str(domain.get("statedAs", ""))
    title = titles.get(str(domain.get("codeListRef")))
    if title:
        return f"Se {title}"
    parts = [f"{domain['min']}-{domain['max']}"] if domain.get("min") is not None and domain.get("max") is not None else []
    parts += [f"{sign['code']}={text_of(sign, 'meaning')}" for sign in domain.get("sentinels", ())]
    return "; ".join(parts)


def _link(described: Described, domain: Object) -> str:
    if "statedAs" in domain or "dataTypeStated" in domain:
        return str(domain.get("link", ""))
    cited = described.follow(domain, "codeListRef")
    return str(cited["localId"]) if cited and not cited.get("codes") else ""


def _code_lists(described: Described, variables: list[Object]) -> dict[str, Object]:
    """Cited lists with codes by reference; codes that stand in the cell itself need no sheet."""
    found: dict[str, Object] = {}
    for one in variables:
        domain = described.value_domain(one)
        cited = described.follow(domain, "codeListRef")
        if cited.get("codes") and not cited.get("inline"):
            found.setdefault(str(domain["codeListRef"]), cited)
    return found


def _sheet_titles(lists: Mapping[str, Object]) -> dict[str, str]:
    """A title per list: `Kodlista_` and the list's key, at most 31 characters, different from all others."""
    titles: dict[str, str] = {}
    for key, one in lists.items():
        base = template.CODE_LIST + re.sub(r"[\[\]:*?/\\']", "_", str(one.get("sheet") or one["localId"]))
        title, number = base[:31], 2
        while title.lower() in {taken.lower() for taken in titles.values()}:
            title, number = f"{base[:28]}_{number}", number + 1
        titles[key] = title
    return titles


def _code_sheet(one: Object) -> Iterator[list[str]]:
    if text_of(one, "name") != str(one.get("sheet", "")):
        yield ["Kodverk", text_of(one, "name")]
    if one.get("statedFor"):
        yield ["Variabelnamn", str(one["statedFor"])]
    if one.get("description"):
        yield ["Bakgrund", text_of(one, "description")]
    yield list(template.CODE_HEADINGS)
    for code in one.get("codes", ()):
        yield [_span(code.get("validFrom"), _before(code.get("validUntil"))), str(code["code"]), text_of(code, "category")]


def _before(day: Any) -> str | None:
    return (date.fromisoformat(day) - timedelta(days=1)).isoformat() if day else None


def _span(first: Any, last: Any) -> str:
    start, end = _start(first), _end(last)
    return f"{start}-{end}" if (len(start), len(end)) in ((4, 4), (4, 0), (0, 4), (0, 0)) and (start or end) else f"{start} - {end}" if start or end else ""


def _start(day: Any) -> str:
    """A first day as its year where it is the first of one."""
    text = str(day or "")
    return text[:4] if text.endswith("-01-01") else text


def _end(day: Any) -> str:
    """A last day as its year where it is the last of one."""
    text = str(day or "")
    return text[:4] if text.endswith("-12-31") else text
