"""A made-up protected result for the tests of exports: three tables with one to four breakdowns, hidden and preliminary cells, rates."""

from __future__ import annotations

import hashlib
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

from common.documents import canonical_json
from exports.delivery_input import Approval, Definition, DeliveryInput, Publisher, QualityNote, SourceRegister
from metadata.model.period import CellPeriod, Period
from metadata.model.table import TOTAL, Breakdown, Category, Cell, CellKey, Figure, Footnote, Result, Table, TableShell
from metadata.model.text import Text

SEX = Breakdown(
    id="sex",
    label=Text(sv="Kön", en="Sex"),
    categories=(Category(code="1", label=Text(sv="Män", en="Men")), Category(code="2", label=Text(sv="Kvinnor", en="Women"))),
    has_total=True,
    total_label=Text(sv="Båda könen", en="Both sexes"),
)
YEAR = Breakdown(
    id="year",
    label=Text(sv="År", en="Year"),
    categories=tuple(Category(code=str(year), label=Text(sv=str(year), en=str(year))) for year in range(2022, 2025)),
    additive=False,
)
COUNTY = Breakdown(
    id="county",
    label=Text(sv="Län", en="County"),
    categories=(
        Category(code="01", label=Text(sv="Stockholms län", en="Stockholm County")),
        Category(code="12", label=Text(sv="Skåne län", en="Skåne County")),
    ),
    has_total=True,
    total_label=Text(sv="Riket", en="Sweden"),
)
AGE = Breakdown(
    id="age_group",
    label=Text(sv="Åldersgrupp", en="Age group"),
    categories=tuple(Category(code=code, label=Text(sv=f"{code} år", en=f"{code} years")) for code in ("0-17", "18-44", "85+")),
    has_total=True,
    total_label=Text(sv="Alla åldrar", en="All ages"),
)
CODE = Breakdown(
    id="code",
    label=Text(sv="Läkemedel", en="Drug"),
    categories=(
        Category(code="N06BA", label=Text(sv="N06BA Centralt verkande sympatomimetika", en="N06BA Centrally acting sympathomimetics")),
        Category(code="N06BA04", label=Text(sv="=N06BA04 Metylfenidat", en="=N06BA04 Methylphenidate"), parent="N06BA"),
    ),
    additive=False,
)
NUMBER = Figure(id="new_users_12m", label=Text(sv="Antal nya användare", en="New users"), unit=Text(sv="personer", en="persons"))
RATE = Figure(
    id="new_users_12m.per_1000",
    label=Text(sv="Nya användare per 1 000 invånare", en="New users per 1,000 inhabitants"),
    unit=Text(sv="per 1 000 invånare", en="per 1,000 inhabitants"),
    decimals=2,
    is_derived=True,
)
NOTE = Footnote(id="AGE-AT", text=Text(sv="Ålder den 31 december.", en="Age on 31 December."))
HIDDEN = {("t1", ("2023", "01", "2", "85+")), ("t1", ("2023", "12", "2", "85+"))}


def make_shell(table: str, rows: tuple[Breakdown, ...], columns: tuple[Breakdown, ...], figures: tuple[Figure, ...] = (NUMBER,)) -> TableShell:
    """A shell of new users 2022–2024."""
    return TableShell(
        id=table,
        title=Text(sv=f"Nya användare av ADHD-läkemedel, tabell {table}", en=f"New users of ADHD drugs, table {table}"),
        measure="new_users_12m",
        unit="person",
        figures=figures,
        rows=rows,
        columns=columns,
        period=Period.parse("2022/2024"),
        cell_period=CellPeriod.year,
        population=Text(sv="Folkbokförda i Sverige", en="Residents of Sweden"),
        footnotes=(NOTE,),
    )


def make_cell(shell: TableShell, at: int, key: CellKey) -> Cell:
    """A cell with made-up numbers: every eleventh a true zero, those in HIDDEN hidden, 2024 preliminary."""
    status = "p" if "2024" in key else ""
    if (shell.id, key) in HIDDEN:
        return Cell(key=key, values={figure.id: None for figure in shell.figures}, mark="X", status=status)
    count = Decimal(0 if at % 11 == 0 else 1000 + 37 * at)
    values = {figure.id: count if not figure.is_derived else (count / 1000).quantize(Decimal("0.01")) for figure in shell.figures}
    if len(shell.figures) > 1 and TOTAL not in key and at == 1:
        values[shell.figures[1].id] = None
    return Cell(key=key, values=values, status=status)


def make_table(shell: TableShell) -> Table:
    """A protected table over every key of the shell."""
    return Table(shell=shell, cells=tuple(make_cell(shell, at, key) for at, key in enumerate(shell.keys())))


def make_result() -> Result:
    """Tables t1 (four breakdowns), t2 (number and rate), t3 (one breakdown, code with parent and a dangerous label)."""
    shells = (
        make_shell("t1", (YEAR, COUNTY), (SEX, AGE)),
        make_shell("t2", (YEAR,), (SEX,), (NUMBER, RATE)),
        make_shell("t3", (CODE,), ()),
    )
    return Result(
        spec_hash="a" * 64,
        specification_hash="b" * 64,
        snapshot="synthetic-1",
        is_synthetic=True,
        policy="custom-statistics@1",
        software="0.1.0",
        tables=tuple(make_table(shell) for shell in shells),
    )


def make_delivery(**changes: Any) -> DeliveryInput:
    """A delivery of `make_result`, with a formula in every free text."""
    spec = {"version": 1, "order_id": "B-2026-000123", "tables": [table.shell.id for table in make_result().tables]}
    result = make_result().model_copy(update={"spec_hash": hashlib.sha256(canonical_json(spec).encode()).hexdigest()})
    given: dict[str, Any] = {
        "delivery_id": "L-2026-000123-1",
        "order_id": "B-2026-000123",
        "title": Text(sv="=Nya användare & ADHD-läkemedel", en="=New users & ADHD drugs"),
        "order_text": "order: 1\nkind: statistics\n",
        "spec": spec,
        "read_back": Text(sv="=1+1 är text.\nVi räknar nya användare.", en="=1+1 is text.\nWe count new users."),
        "result": result,
        "publisher": Publisher(name=Text(sv="Exempelmyndigheten", en="The Example Agency"), contact="@statistik"),
        "created": datetime(2026, 1, 12, 8, tzinfo=UTC),
        "definitions": (Definition("new_users_12m", NUMBER.label, Text(sv="=Ny om inget uttag på 12 månader.", en="=New if none in 12 months.")),),
        "quality_notes": (QualityNote("NETTED", Text(sv="-Rättade rader.", en="-Corrected rows."), Text(sv="Läkemedel", en="Drugs")),),
        "sources": (SourceRegister("lmed", Text(sv="Läkemedelsregistret", en="Prescribed Drug Register"), data_to=date(2024, 12, 31), final_to=date(2023, 12, 31)),),
        "approvals": (Approval("reviewer", "released", datetime(2026, 1, 12, 7, 30, tzinfo=UTC)),),
    }
    return DeliveryInput(**(given | changes))
