"""A keeper adds a register by YAML alone: made-up rows are drawn from its description, and it is ordered from, linked by person and exported, without Python."""

from __future__ import annotations

import csv
import json
import os
import subprocess
import sys
from pathlib import Path

import duckdb
import pytest
from added_register import CODE, ROWS, content_folder, write_delivery

from exports.delivery import verify_delivery

ROOT = Path(__file__).resolve().parents[3]
ORDER = """
order: 1
kind: statistics
title: {sv: Hjärtsvikt i ekoregistret, en: Heart failure in the echo register}
purpose: {text: Uppföljning av behandlingen efter undersökning med ultraljud., legal: statistics}
cohorts:
  - id: svikt
    label: {sv: hjärtsvikt, en: heart failure}
    base: population
    criteria:
      - {id: eko, register: hjarteko, codes: {system: ICD-10-SE, expr: I50}, period: 2012-01/2023-12}
LINK
tables:
  - {id: t1, measure: MEASURE, of: svikt, rows: [year], columns: [sex], totals: [sex]}
delivery: {formats: [xlsx, csv], language: sv, contact: a@b.se}
"""
DRUG = '      - {id: drug, register: lmed, codes: {system: ATC, expr: C07AB}, period: 2012-01/2024-12, relation: {to: eko, within_days: 365, order: after}}'


class Keeper:
    """A data folder with the keeper's content loaded and a made-up snapshot."""

    def __init__(self, data: Path) -> None:
        self.data = data
        self.environment = {**os.environ, "REGISTERLOTS_DATA": str(data), "REGISTERLOTS_LANGUAGE": "en"}  # noqa: TID251

    def run(self, *arguments: str) -> str:
        command = [sys.executable, "-W", "ignore", str(ROOT / "registerlots.py"), *arguments]
        done = subprocess.run(command, capture_output=True, text=True, env=self.environment, cwd=self.data.parent, check=False)
        assert done.returncode == 0, f"{arguments}: {done.stdout}{done.stderr}"
        return done.stdout

    @property
    def snapshot(self) -> Path:
        return self.data / "snapshots" / "demo"

    def table(self, measure: str, link: str = "") -> dict[tuple[str, str], int]:
        """The unprotected table of the order by year and sex."""
        order, out = self.data / "order.yaml", self.data / f"out-{measure}"
        order.write_text(ORDER.replace("MEASURE", measure).replace("LINK\n", f"{link}\n" if link else ""), encoding="utf-8")
        self.run("order", "check", str(order))
        self.run("order", "run", str(order), "--snapshot", str(self.snapshot), "--out", str(out), "--protection", "off")
        assert [finding.code for finding in verify_delivery(out) if finding.severity == "error"] == []
        with (out / "tables" / "t1.csv").open(encoding="utf-8") as file:
            return {(row["year"], row["sex"]): int(row["value"]) for row in csv.DictReader(file) if row["measure"] == measure}

    def query(self, sql: str) -> dict[str, int]:
        names = {name: f"read_parquet('{self.snapshot}/{name}/*/*.parquet')" for name in (CODE, f"{CODE}_dia", "lmed")}
        with duckdb.connect() as database:
            return {str(year): number for year, number in database.execute(sql.format(**names)).fetchall()}


@pytest.fixture(scope="module")
def keeper(tmp_path_factory: pytest.TempPathFactory) -> Keeper:
    made = Keeper(tmp_path_factory.mktemp("keeper") / "data")
    made.run("migrate")
    made.run("catalogue", "load", str(content_folder()))
    made.run("snapshot", "synthesize", "--persons", "6000", "--years", "2006-2024", "--seed", "3", "--out", str(made.snapshot))
    return made


def test_made_up_rows_are_drawn_from_the_description(keeper: Keeper) -> None:
    shown = json.loads(keeper.run("snapshot", "show", str(keeper.snapshot), "--json"))
    assert shown["registers"][CODE]["period"] == "2012-01/2024-12" and shown["registers"][CODE]["rows"] > 5_000
    source = f"read_parquet('{keeper.snapshot}/{CODE}/*/*.parquet')"
    with duckdb.connect() as database:
        (low, high), = database.execute(f"SELECT min(EF), max(EF) FROM {source}").fetchall()
        listed = {row[0] for row in database.execute(f"SELECT DISTINCT ANGELAGEN FROM {source}").fetchall()}
    assert (low, high) == (5, 80) and listed == {"A", "P", None}
    assert keeper.query("SELECT count(*), count(DISTINCT row_no) FROM {hjarteko}").keys() == {str(shown["registers"][CODE]["rows"])}


def test_persons_and_rows_of_an_order_equal_independent_sql(keeper: Keeper) -> None:
    people = keeper.table("register_persons")
    counted = keeper.query("SELECT year(date), count(DISTINCT person) FROM {hjarteko_dia} WHERE code LIKE 'I50%' AND date < DATE '2024-01-01' GROUP BY 1")
    assert {year: people[(year, "total")] for year in counted} == counted
    rows = keeper.table("register_rows")
    counted = keeper.query("SELECT year(date), count(DISTINCT row_no) FROM {hjarteko_dia} WHERE code LIKE 'I50%' AND date < DATE '2024-01-01' GROUP BY 1")
    assert {year: rows[(year, "total")] for year in counted} == counted


def test_it_is_linked_by_person_with_the_drug_register(keeper: Keeper) -> None:
    found = keeper.table("patients", DRUG)
    sql = """
        WITH e AS (SELECT DISTINCT person, date FROM {hjarteko_dia} WHERE code LIKE 'I50%' AND date < DATE '2024-01-01'),
             m AS (SELECT DISTINCT e.person FROM e JOIN {lmed} l ON l.person = e.person AND l.ATC LIKE 'C07AB%' AND l.ANTAL > 0
                   AND date_diff('day', e.date, l.EDATUM) BETWEEN 0 AND 365)
        SELECT year(first), count(*) FROM (SELECT person, min(date) AS first FROM e WHERE person IN (SELECT person FROM m) GROUP BY 1) GROUP BY 1
    """
    counted = keeper.query(sql)
    assert counted and {year: number for (year, sex), number in found.items() if sex == "total" and number} == counted


def test_its_variables_are_described_in_the_delivery(keeper: Keeper) -> None:
    keeper.table("register_persons")
    text = (keeper.data / "out-register_persons" / "metadata" / "rut-gsim-se.json").read_text(encoding="utf-8")
    assert "UNDDAT" in text or "DIAGNOS1" in text


def test_its_office_delivers_a_file_that_is_loaded(keeper: Keeper) -> None:
    path = write_delivery(keeper.data, *ROWS)
    loaded = json.loads(keeper.run("snapshot", "load", str(path), "--register", CODE, "--json"))
    assert json.loads(keeper.run("snapshot", "show", loaded["id"], "--json"))["synthetic"] is False
