"""Times the standard queries by this product and by hand-written DuckDB SQL on one synthetic snapshot: `python scripts/bench_compute.py [--rows N] [--snapshot DIR]`.

Each query runs in a process of its own; the peak memory is that process's, and the snapshot is made in another. Both sides get the same threads and memory
limit. The SQL by hand matches each correction once, as a person would write it, so that its totals differ a little from the exact procedure.
"""

from __future__ import annotations

import argparse
import json
import resource
import subprocess
import sys
import tempfile
from collections.abc import Callable
from datetime import date
from pathlib import Path
from time import perf_counter, process_time

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

import duckdb  # noqa: E402

from jobs.compute import explain, run  # noqa: E402
from jobs.compute.explaining import statements  # noqa: E402
from jobs.compute.planning import build_plan  # noqa: E402
from jobs.microdata.snapshot import Snapshot, open_snapshot  # noqa: E402
from jobs.microdata.synthesis import generate  # noqa: E402
from jobs.spec import Band, BreakdownJob, CodeItem, CodeMatch, Cohort, Criterion, Group, JobSpec, TableJob  # noqa: E402
from metadata.model.period import CellPeriod, Period  # noqa: E402
from metadata.model.policy import DisclosurePolicy, Persons  # noqa: E402
from metadata.model.table import Breakdown, Category, Figure, TableShell  # noqa: E402
from metadata.model.text import Text  # noqa: E402

MEMORY_MB, THREADS, REPEATS = 800, 2, 3
FIRST, LAST = 2006, 2024
YEARS = f"{FIRST + 2}/{LAST}"
COUNTIES = ("01", "03", "04", "05", "06", "07", "08", "09", "10", "12", "13", "14", "17", "18", "19", "20", "21", "22", "23", "24", "25")
WORD = Text(sv="mätning", en="bench")
QUERIES = {
    "new_users_12m N06BA": ("new_users_12m", "N06BA"), "prevalent_users N06A": ("prevalent_users", "N06A"), "prevalent_users C": ("prevalent_users", "C"),
    "dispensings N06A": ("dispensings", "N06A"), "cost_total N06A": ("cost_total", "N06A"), "new_users_12m C": ("new_users_12m", "C"),
}


def spec_of(measure: str, prefix: str, snapshot: Snapshot) -> JobSpec:
    """Year × sex × five-year age group × county with every margin."""
    bands = tuple(Band(code=f"{first}-{first + 4}", first=first, last=first + 4) for first in range(0, 85, 5)) + (Band(code="85+", first=85),)
    cells = Period.parse(YEARS).cells(CellPeriod.year)
    jobs = (
        BreakdownJob(id="year", periods={cell.code: cell.period for cell in cells}), BreakdownJob(id="sex", codes=("1", "2")),
        BreakdownJob(id="age_group", bands=bands), BreakdownJob(id="county", codes=COUNTIES),
    )
    names = ([cell.code for cell in cells], ["1", "2"], [band.code for band in bands], list(COUNTIES))
    shells = tuple(
        Breakdown(id=job.id, label=WORD, categories=tuple(Category(code=code, label=WORD) for code in codes), has_total=job.id != "year", total_label=WORD)
        for job, codes in zip(jobs, names, strict=True)
    )
    unit = {"dispensings": "row", "cost_total": "amount"}.get(measure, "person")
    shell = TableShell(
        id="t1", title=WORD, measure=measure, unit=unit, figures=(Figure(id=measure, label=WORD, unit=WORD),), rows=shells, columns=(),
        period=Period.parse(YEARS), cell_period=CellPeriod.year, population=WORD,
    )
    match = CodeMatch(system="ATC", includes=(CodeItem(kind="prefix", first=prefix),))
    criterion = Criterion(id="drugs", registers=("lmed",), match=(match,), period=Period.parse(YEARS))
    look_back = "group" if measure.startswith("new_users") else None
    table = TableJob(shell=shell, of="c", events="drugs", cell_period=CellPeriod.year, breakdowns=jobs, anchor="year_end", look_back=look_back)
    return JobSpec(
        order_id="bench", specification_hash="0", catalogue_version="0", snapshot=snapshot.id,
        policy=DisclosurePolicy(id="bench", version=1, valid_from=date(2020, 1, 1), persons=Persons(t=5)),
        cohorts=(Cohort(id="c", criteria=Group(operator="all", members=(criterion,))),), tables=(table,),
    )


def by_product(measure: str, prefix: str, snapshot: Snapshot) -> int:
    """Sum of the whole-country cells."""
    (table,) = run(spec_of(measure, prefix, snapshot), snapshot, memory_limit_mb=MEMORY_MB, threads=THREADS)
    return sum(count.value for key, count in table.cells.items() if key[1:] == ("total", "total", "total"))


BY_HAND = """
WITH negative AS MATERIALIZED (SELECT DISTINCT person, ATC FROM lmed WHERE year >= {from_year} AND {codes} AND ANTAL < 0 AND person IS NOT NULL),
cancelled AS MATERIALIZED (
  SELECT row_no FROM (
    SELECT p.row_no, row_number() OVER (PARTITION BY n.row_no ORDER BY p.ANTAL <> -n.ANTAL, p.EDATUM DESC, p.row_no DESC) AS place, p.ANTAL + n.ANTAL AS rest
    FROM (SELECT * FROM lmed SEMI JOIN negative USING (person, ATC) WHERE {codes} AND ANTAL < 0) n
    JOIN (SELECT * FROM lmed SEMI JOIN negative USING (person, ATC) WHERE {codes} AND ANTAL > 0) p
      ON p.person = n.person AND p.ATC = n.ATC AND p.EDATUM <= n.EDATUM AND p.ANTAL >= -n.ANTAL)
  WHERE place = 1 AND rest = 0),
rows AS (SELECT person, EDATUM, year, TKOST FROM lmed WHERE {codes} AND year BETWEEN {from_year} AND {last} AND person IS NOT NULL AND {sign}),
{units},
placed AS (
  SELECT u.*, coalesce(p.KON, q.KON) AS sex, least(greatest(u.year - year(coalesce(p.FODDAT, q.FODDAT)), 0) // 5, 17) AS band,
    coalesce(p.LK, q.LK)[1:2] AS county
  FROM units u LEFT JOIN person_years p ON p.person = u.person AND p.year = u.year LEFT JOIN person_years q ON q.person = u.person AND q.year = u.year - 1)
SELECT year, sex, band, county, {value} FROM placed GROUP BY GROUPING SETS (
  (year, sex, band, county), (year, sex, band), (year, sex, county), (year, band, county), (year, sex), (year, band), (year, county), (year))
"""
UNITS = {
    "prevalent_users": "units AS (SELECT DISTINCT person, year FROM rows)",
    "dispensings": "units AS (SELECT person, year, count(*) AS n FROM rows GROUP BY ALL)",
    "cost_total": "units AS (SELECT person, year, sum(TKOST) AS n FROM rows GROUP BY ALL)",
    "new_users_12m": """days AS (SELECT person, year, min(EDATUM) AS first, max(EDATUM) AS last FROM rows GROUP BY ALL),
units AS (SELECT person, year FROM (SELECT *, lag(last) OVER (PARTITION BY person ORDER BY year) AS before FROM days)
  WHERE year >= {start} AND (before IS NULL OR before < first - INTERVAL 12 MONTH))""",
}


def by_hand(measure: str, prefix: str, snapshot: Snapshot) -> int:
    """The same table as a person who knows DuckDB would write it; the sum of the whole-country cells."""
    start = FIRST + 2
    codes = f"ATC >= '{prefix}' AND ATC < '{prefix[:-1]}{chr(ord(prefix[-1]) + 1)}'"
    value = "count(*)" if measure in ("prevalent_users", "new_users_12m") else "sum(n), count(DISTINCT person)"
    sign = "TRUE" if measure == "cost_total" else "ANTAL > 0 AND row_no NOT IN (SELECT row_no FROM cancelled)"
    text = BY_HAND.format(
        codes=codes, from_year=start - 1 if measure == "new_users_12m" else start, last=LAST, sign=sign, units=UNITS[measure].format(start=start), value=value)
    connection = duckdb.connect(config={"memory_limit": f"{MEMORY_MB}MB", "threads": THREADS, "preserve_insertion_order": False})
    connection.execute(f"CREATE VIEW lmed AS SELECT * FROM read_parquet('{snapshot.folder}/lmed/*/*.parquet', hive_partitioning = true)")
    connection.execute(f"CREATE VIEW person_years AS SELECT * FROM read_parquet('{snapshot.folder}/population/person_years/*.parquet')")
    rows = connection.execute(text).fetchall()
    factor = 100 if measure == "cost_total" else 1
    return int(sum(row[4] for row in rows if row[1:4] == (None, None, None)) * factor)


def timed(side: str, name: str, folder: Path) -> None:
    """Runs one query in this process and prints seconds, result and peak memory as JSON."""
    snapshot = open_snapshot(folder)
    counted: Callable[[str, str, Snapshot], int] = by_product if side == "product" else by_hand
    best, work, total = float("inf"), float("inf"), 0
    for _repeat in range(REPEATS):
        start, worked = perf_counter(), process_time()
        total = counted(*QUERIES[name], snapshot)
        best, work = min(best, perf_counter() - start), min(work, process_time() - worked)
    print(json.dumps({"seconds": best, "cpu": work, "total": total, "peak_mb": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024}))


def compile_seconds(name: str, snapshot: Snapshot) -> float:
    """Seconds from spec to every statement's text."""
    spec = spec_of(*QUERIES[name], snapshot)
    explain(spec, snapshot)
    start = perf_counter()
    list(statements(build_plan(spec)))
    return perf_counter() - start


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rows", type=int, default=1_000_000, help="dispensings to make, about")
    parser.add_argument("--snapshot", type=Path, help="a snapshot that exists; made in a temporary folder otherwise")
    parser.add_argument("--one", nargs=2, metavar=("SIDE", "QUERY"), help=argparse.SUPPRESS)
    parser.add_argument("--make", type=int, metavar="PERSONS", help=argparse.SUPPRESS)
    arguments = parser.parse_args()
    if arguments.make:
        generate(arguments.snapshot, arguments.make, FIRST, LAST, 1, ("lmed", "population"))
        return
    if arguments.one:
        timed(arguments.one[0], arguments.one[1], arguments.snapshot)
        return
    with tempfile.TemporaryDirectory() as made:
        folder = arguments.snapshot or Path(made) / "bench"
        if arguments.snapshot is None:
            subprocess.run([sys.executable, __file__, "--snapshot", str(folder), "--make", str(max(arguments.rows // 75, 1000))], check=True)
        report(open_snapshot(folder))


def report(snapshot: Snapshot) -> None:
    """Prints the table."""
    print(f"{snapshot.manifest.rows_of('lmed'):,} dispensings, {THREADS} threads, memory limit {MEMORY_MB} MB, best of {REPEATS}")
    print("query | product s | by hand s | ratio | CPU ratio | compile s | product peak MB | by hand peak MB | product total | by hand total")
    for name in QUERIES:
        product, hand = (_one(side, name, snapshot.folder) for side in ("product", "hand"))
        ratio, work = product["seconds"] / hand["seconds"], product["cpu"] / hand["cpu"]
        compiled = compile_seconds(name, snapshot)
        print(f"{name} | {product['seconds']:.2f} | {hand['seconds']:.2f} | {ratio:.2f} | {work:.2f} | {compiled:.3f} | {product['peak_mb']} | {hand['peak_mb']} | "
              f"{product['total']} | {hand['total']}", flush=True)


def _one(side: str, name: str, folder: Path) -> dict[str, float]:
    done = subprocess.run([sys.executable, __file__, "--snapshot", str(folder), "--one", side, name], capture_output=True, text=True, check=True)
    found: dict[str, float] = json.loads(done.stdout)
    return found


if __name__ == "__main__":
    main()
