"""A small JobSpec and a queued run for tests of the queue, the worker and review."""

from __future__ import annotations

from datetime import date

from sqlalchemy import Engine

from common.actor import Actor
from common.audit.event import AuditEvent
from common.clock import Clock
from common.database import stamp, transaction
from jobs.spec import Band, BreakdownJob, CodeItem, CodeMatch, Cohort, Criterion, Group, JobSpec, TableJob
from jobs.store import RunRow, add_run
from metadata.model.period import CellPeriod, Period
from metadata.model.policy import DisclosurePolicy
from metadata.model.table import Breakdown, Category, Figure, TableShell
from metadata.model.text import Text

PERIOD = Period(first=date(2023, 1, 1), last=date(2024, 12, 31))


def text(value: str) -> Text:
    return Text(sv=value, en=value)


def policy() -> DisclosurePolicy:
    return DisclosurePolicy.model_validate({"policy": "test", "version": 1, "valid_from": "2020-01-01", "persons": {"t": 5}, "methods": ["suppress"]})


def shell(measure: str = "prevalent_users") -> TableShell:
    years = Breakdown(id="year", label=text("År"), categories=tuple(Category(code=str(y), label=text(str(y))) for y in (2023, 2024)), additive=False)
    sex = Breakdown(
        id="sex", label=text("Kön"), has_total=True, total_label=text("Totalt"),
        categories=(Category(code="1", label=text("Män")), Category(code="2", label=text("Kvinnor"))),
    )
    ages = Breakdown(
        id="age_group", label=text("Ålder"), has_total=True, total_label=text("Totalt"),
        categories=(Category(code="0-17", label=text("0–17")), Category(code="18+", label=text("18+"))),
    )
    return TableShell(
        id="t1", title=text("Användare"), measure=measure, unit="person", figures=(Figure(id=measure, label=text("Antal"), unit=text("personer")),),
        rows=(years,), columns=(sex, ages), period=PERIOD, cell_period=CellPeriod.year, population=text("alla"),
    )


def spec(snapshot: str = "s1", measure: str = "prevalent_users") -> JobSpec:
    match = CodeMatch(system="ATC", includes=(CodeItem(kind="prefix", first="N06BA"),))
    criterion = Criterion(id="c1", registers=("lmed",), match=(match,), period=PERIOD)
    table = TableJob(
        shell=shell(measure), of="users", events="c1", cell_period=CellPeriod.year, anchor="year_end",
        breakdowns=(
            BreakdownJob(id="year", periods={cell.code: cell.period for cell in PERIOD.cells(CellPeriod.year)}),
            BreakdownJob(id="sex", codes=("1", "2")),
            BreakdownJob(id="age_group", bands=(Band(code="0-17", first=0, last=17), Band(code="18+", first=18))),
        ),
    )
    return JobSpec(
        order_id="o1", specification_hash="f" * 64, catalogue_version="c", snapshot=snapshot, policy=policy(),
        cohorts=(Cohort(id="users", criteria=Group(operator="all", members=(criterion,))),), tables=(table,),
    )


def queue_run(engine: Engine, clock: Clock, run_id: str = "r1", *, purpose: str = "delivery", priority: int = 10, snapshot: str = "s1") -> RunRow:
    """A queued run through the store's own door, as the counter queues one."""
    job = spec(snapshot)
    row = RunRow(
        id=run_id, key=f"key-{run_id}", order_id="o1", purpose=purpose, orderer="olle", organisation="org", preparer="petra", spec=job.model_dump_json(),
        spec_hash=job.hash, snapshot=job.snapshot, state="queued", priority=priority, queued_at=stamp(clock.now()),
    )
    with transaction(engine) as session:
        add_run(session, row, AuditEvent("run.queued", Actor("petra"), clock.now(), "run", run_id))
    return row
