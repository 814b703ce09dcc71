"""The variable list of orders and ethics applications (metadata-exchange.md 4): one file for every register, 28 columns, the first ten as officers know them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from catalog.exchange.objects import Object, text_of
from catalog.exchange.variable_table import COLUMNS
from exports.described import Described
from exports.plain_files import safe_text, write_csv
from exports.workbook.rut import write_grids

SENSITIVITY = {"none": "ingen", "personal": "personuppgift", "health": "hälsa", "other-special": "annan känslig"}


@dataclass(frozen=True)
class Asked:
    """What an order asks of a register: first and last year, and code expressions by code system."""

    first_year: int | None = None
    last_year: int | None = None
    codes: Mapping[str, str] = field(default_factory=dict)


def variable_rows(described: Described, base: str, asked: Mapping[str, Asked] | None = None) -> list[list[str]]:
    """A row per instance variable, by register, data resource and position; what only an order knows stays empty without one."""
    rows = []
    for register in described.registers:
        for resource in described.resources(register):
            rows += [_row(described, register, resource, one, base, (asked or {}).get(str(register["localId"]), Asked())) for one in described.variables(resource)]
    return rows


def write_variable_csv(rows: Iterable[Sequence[str]], separator: str = ",") -> bytes:
    """CSV in UTF-8 with a byte order mark, since spreadsheets would else spoil å, ä and ö; no cell is taken for a formula."""
    body = write_csv(COLUMNS, ([safe_text(cell) for cell in row] for row in rows), separator)
    return b"\xef\xbb\xbf" + body


def write_variable_workbook(described: Described, rows: list[list[str]]) -> bytes:
    """Sheets Variabellista, Populationer, Kodurval and Om listan."""
    domains = [described.value_domain(one) for one in described.of("InstanceVariable")]
    lists = {str(one["localId"]): one for domain in domains if (one := described.follow(domain, "codeListRef"))}
    codes = [[key, text_of(one, "name"), str(code["code"]), text_of(code, "category")] for key, one in sorted(lists.items()) for code in one.get("codes", ())]
    populations = [[str(one["localId"]), text_of(one, "name"), text_of(one, "inclusion"), text_of(one, "exclusion")] for one in described.of("Population")]
    about = [
        ["profil", "rut-gsim-se/1.0"], ["beskrivningen gjord", described.described_at.strftime("%Y-%m-%dT%H:%M:%SZ")], ["katalogens kontrollsumma", described.sha256],
        ["antal variabler", str(len(rows))],
    ]
    sheets = {
        "Variabellista": [list(COLUMNS), *rows],
        "Populationer": [["id", "namn", "ingår", "ingår inte"], *populations],
        "Kodurval": [["kodlista", "namn", "kod", "beskrivning"], *codes],
        "Om listan": [["uppgift", "värde"], *about],
    }
    return write_grids(sheets, title="Variabellista", created=described.described_at.replace(tzinfo=None))


def _row(described: Described, register: Object, resource: Object, variable: Object, base: str, asked: Asked) -> list[str]:
    represented = described.follow(variable, "representedVariableRef")
    unit = described.follow(represented, "conceptualVariableRef", "unitTypeRef") or described.follow(resource, "unitTypeRef")
    code_list = described.follow(represented, "valueDomainRef", "codeListRef")
    rut = next((alias.get("value") or "" for alias in variable.get("alias", ()) if alias.get("scheme") == "rut"), "")
    first, last = str(variable.get("dataFrom") or "")[:4], str(variable.get("dataUntil") or "")[:4]
    system = str(code_list.get("localId", ""))
    return [
        text_of(register, "name"), str(resource["localId"]), str(variable["columnName"]), text_of(variable, "name"),
        str(asked.first_year or first), str(asked.last_year or last), system, asked.codes.get(system, ""), "", "",
        text_of(described.follow(register, "holder"), "name"), "", "", text_of(variable, "qualityNote"),
        str(code_list.get("version", "")), text_of(unit, "name"), SENSITIVITY.get(str(represented.get("sensitivity")), ""),
        "ja" if variable.get("joinKey") else "nej", f"{variable.get('dataFrom') or ''}–{variable.get('dataUntil') or ''}",
        str(variable["name"].get("en", "")), str(register["localId"]), str(variable["id"]), f"{base.rstrip('/')}/{variable['uri']}",
        str(variable["version"]), rut, "", "", "1",
    ]
