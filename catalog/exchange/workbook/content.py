"""The sheets of a register workbook as plain rows, before anything is made of them."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from catalog.exchange.harvest import finding, refused
from catalog.exchange.sheets import Cell, Sheet, formulas_without_value, open_sheets
from catalog.exchange.workbook.period import day_after, parse_period
from catalog.exchange.workbook.words import meaning_of, near_meaning, plain
from common.errors import Finding, Severity

NEWEST_TEMPLATE = 3
"""Newest main version of the template that is read."""
_HEADER_WITHIN = 15
_CODE_LIST = re.compile(r"kodlista[\s_\-]*(.*)", re.IGNORECASE)


@dataclass
class Row:
    """A row of a sheet by meaning of its column, and where it stands."""

    place: str
    number: int
    cells: dict[str, str]


@dataclass
class CodeSheet:
    """A sheet of codes: `hint` after Kodlista_, preamble, codes as (code, text, first, until, variable); or raw rows when it has another form."""

    title: str
    hint: str
    preamble: dict[str, str] = field(default_factory=dict)
    codes: list[dict[str, Any]] = field(default_factory=list)
    raw: list[list[str]] = field(default_factory=list)


@dataclass
class WorkbookContent:
    """Everything a workbook says, by sheet, and every finding so far."""

    general: dict[str, str] = field(default_factory=dict)
    facts: dict[str, dict[str, str]] = field(default_factory=dict)
    extras: dict[str, dict[str, str]] = field(default_factory=dict)
    resources: list[Row] = field(default_factory=list)
    variables: list[Row] = field(default_factory=list)
    headings: list[str] = field(default_factory=list)
    code_sheets: list[CodeSheet] = field(default_factory=list)
    kept: dict[str, list[list[str]]] = field(default_factory=dict)
    findings: list[Finding] = field(default_factory=list)

    def say(self, code: str, severity: Severity, place: str, /, **params: Any) -> None:
        """Adds a finding."""
        self.findings.append(finding(code, severity, place, **params))


def read_content(data: bytes, name: str) -> WorkbookContent:
    """The sheets of a workbook. Raises InputRefused `exchange.error.no_variable_sheet` naming the sheets found, and what stops any workbook."""
    content = WorkbookContent()
    titles: list[str] = []
    has_variables = False
    for sheet in open_sheets(data, name):
        titles.append(sheet.title)
        if sheet.goes_on_at:
            content.say("exchange.warning.goes_on", Severity.warning, f"{sheet.title}!{sheet.goes_on_at}")
        reader = next((reader for words, reader in _READERS if any(all(part in plain(sheet.title) for part in word) for word in words)), _keep)
        has_variables = has_variables or reader is _variables
        reader(content, sheet)
    if not has_variables:
        raise refused("exchange.error.no_variable_sheet", name, found=", ".join(titles)[:300])
    for place in formulas_without_value(data):
        content.say("exchange.warning.formula", Severity.warning, place)
    return content


def _keep(content: WorkbookContent, sheet: Sheet) -> None:
    """A sheet of no known kind, verbatim; quality sheets have no form of their own, so nothing is said of them."""
    if any(row for row in sheet.rows):
        content.kept[sheet.title.strip()] = _texts(sheet.rows)
        if not plain(sheet.title).startswith("kvalitet"):
            content.say("exchange.info.sheet_kept", Severity.info, sheet.title)


def _texts(rows: list[tuple[Cell, ...]]) -> list[list[str]]:
    return [[cell.text for cell in row] for row in rows]


def _general(content: WorkbookContent, sheet: Sheet) -> None:
    """Labels in one column, values beside; a heading is a label without value and says what Version and Datum are of."""
    section = ""
    for row in sheet.rows:
        texts = [cell.text.strip() for cell in row if cell.text.strip()]
        if len(texts) == 1:
            section = "template" if "mall" in plain(texts[0]) else "dataset" if "datamängd" in plain(texts[0]) else section
        elif len(texts) >= 2:
            label = plain(texts[0])
            if label in ("epost", "email"):
                content.general["contact"] = texts[1]
            elif label in ("version", "datum", "datamängd") and section:
                content.general[f"{section}_{label}"] = texts[1]
            elif label == "datamängd":
                content.general["dataset_datamängd"] = texts[1]
            else:
                content.general[texts[0].rstrip(":")] = texts[1]
    version = content.general.get("template_version", "")
    major = re.match(r"\D*(\d+)", version)
    if not version:
        content.say("exchange.warning.no_template_version", Severity.warning, sheet.title)
    elif not major or int(major[1]) > NEWEST_TEMPLATE:
        content.say("exchange.error.template_version", Severity.error, sheet.title, found=version[:40], newest=NEWEST_TEMPLATE)


def _facts(content: WorkbookContent, sheet: Sheet) -> None:
    for at, row in enumerate(sheet.rows, 1):
        texts = [cell.text.strip() for cell in row] + [""] * 4
        label, swedish, english = texts[0], texts[2], texts[3]
        if not label or plain(label).startswith("attribut"):
            continue
        value = {language: text for language, text in (("sv", swedish), ("en", english)) if text}
        meaning = meaning_of("facts", label)
        if meaning:
            content.facts[meaning] = value
        elif value:
            content.extras[label] = value
            content.say("exchange.info.unmapped_row", Severity.info, f"{sheet.title}!{at}", label=label)


def _table(content: WorkbookContent, sheet: Sheet, kind: str, needed: str) -> list[Row]:
    """Rows under the first header that has the needed column; unknown headings are findings."""
    header: list[str | None] = []
    rows: list[Row] = []
    for at, cells in enumerate(sheet.rows, 1):
        texts = [cell.text.strip() for cell in cells]
        if not header:
            columns = [meaning_of(kind, text) or near_meaning(kind, text) for text in texts]
            if needed in columns:
                header = columns
                for text, column in zip(texts, columns, strict=True):
                    if text and column is None:
                        content.say("exchange.info.unknown_heading", Severity.info, f"{sheet.title}!{at}", column=text[:60])
            elif at > _HEADER_WITHIN:
                break
        elif any(texts):
            found: dict[str, str] = {}
            for column, text in zip(header, texts, strict=False):
                if column and text and column not in found:
                    found[column] = text
            rows.append(Row(f"{sheet.title}!{at}", at, found))
    return rows


def _variables(content: WorkbookContent, sheet: Sheet) -> None:
    seen = [cell.text.strip() for row in sheet.rows[:_HEADER_WITHIN] for cell in row if cell.text.strip()]
    if not any(meaning_of("columns", text) == "name" for text in seen):
        content.say("exchange.error.no_name_column", Severity.error, sheet.title, found=", ".join(seen[:20])[:300])
        return
    content.variables = _table(content, sheet, "columns", "name")
    content.headings = [meaning for text in seen if (meaning := meaning_of("columns", text))]


def _resources(content: WorkbookContent, sheet: Sheet) -> None:
    content.resources = _table(content, sheet, "resource_columns", "resource")


def _code_sheet(content: WorkbookContent, sheet: Sheet) -> None:
    """Preamble rows, then Tidsperiod, Kod, Beskrivning; a period on a row of its own holds for the codes below it."""
    match = _CODE_LIST.match(sheet.title.strip())
    made = CodeSheet(sheet.title.strip(), re.sub(r"!\d+$", "", match[1].strip()) if match else sheet.title.strip())
    content.code_sheets.append(made)
    header: list[str | None] = []
    period = ""
    for at, cells in enumerate(sheet.rows, 1):
        texts = [cell.text.strip() for cell in cells]
        if not header:
            columns = [meaning_of("code_columns", text) for text in texts]
            if "code" in columns and "text" in columns:
                header = columns
            elif len([text for text in texts if text]) >= 2 and plain(texts[0]) in ("kodverk", "variabelnamn", "bakgrund"):
                made.preamble[plain(texts[0])] = texts[1]
            continue
        found = {column: text for column, text in zip(header, texts, strict=False) if column and text}
        code_at = header.index("code")
        if code_at < len(cells) and cells[code_at].is_boolean:
            content.say("exchange.warning.boolean_code", Severity.warning, f"{sheet.title}!{at}", code=cells[code_at].text)
            continue
        period = found.get("period", period)
        if "code" not in found:
            if "text" in found:
                content.say("exchange.warning.no_code", Severity.warning, f"{sheet.title}!{at}")
            continue
        stated = parse_period(period)
        if not stated.is_clean:
            content.say("exchange.warning.period", Severity.warning, f"{sheet.title}!{at}", text=period[:60])
        made.codes.append({
            "code": found["code"], "text": found.get("text", ""), "variable": found.get("variable", ""), "place": f"{sheet.title}!{at}",
            "first": stated.first.isoformat() if stated.first else None, "until": day_after(stated.last),
        })
    if not header or not made.codes:
        made.raw = _texts(sheet.rows)
        made.codes = []
        content.say("exchange.warning.code_list_shape", Severity.warning, sheet.title)


_READERS: tuple[tuple[tuple[tuple[str, ...], ...], Callable[[WorkbookContent, Sheet], None]], ...] = (
    ((("kodlista",),), _code_sheet),
    ((("variabel", "metadata"), ("variabelnivå",)), _variables),
    ((("deldatamängd",), ("datavy",)), _resources),
    ((("dcat",), ("metadata", "datamängd")), _facts),
    ((("generell",),), _general),
)
"""Words that a sheet's title must hold, any of the groups, and who reads it; the first that fits."""
