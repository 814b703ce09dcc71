"""The engine is shut in, refuses what it cannot compute, and tells nothing of a row."""

from __future__ import annotations

from pathlib import Path

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
import sqlglot
from compute_example import example
from compute_registers import all_of, by_county, by_period, by_population, care, cohort, drugs, match, none_of, spec, table, write_frames

from common.errors import InputRefused, RegisterlotsError, SystemFailed
from common.translate import translate
from jobs.compute import explain, run
from jobs.compute.engine import Engine, opened
from jobs.compute.explaining import statements
from jobs.compute.matching import matches, widen
from jobs.compute.planning import build_plan
from jobs.compute.sql import col
from jobs.microdata.snapshot import Snapshot
from jobs.spec import AgeLimit, JobSpec, Relation


@pytest.fixture
def snapshot(tmp_path: Path) -> Snapshot:
    """The running example on disk."""
    return write_frames(example(), tmp_path / "toy")


def simple() -> JobSpec:
    """Users of the group by year and county."""
    return spec(cohort(drugs("N06BA")), table("new_users_12m", by_period("year", "2024"), by_county("01", "12", "14"), look_back="group"))


def test_another_snapshot_than_the_spec_names_is_refused(snapshot: Snapshot):
    with pytest.raises(RegisterlotsError, match=r"compute\.error\.snapshot"):
        run(simple().model_copy(update={"snapshot": "other"}), snapshot)


@pytest.mark.parametrize(
    ("order", "code"),
    [
        (spec(cohort(drugs("N06BA")), table("survival")), "compute.error.measure"),
        (spec(cohort(drugs("N06BA")), table("prevalent_users", of="nobody")), "compute.error.cohort"),
        (spec(cohort(drugs("N06BA"), base="supplied"), table("prevalent_users")), "compute.error.cohort"),
        (spec(cohort(care("F90")), table("prevalent_users", events="care")), "compute.error.events"),
        (spec(cohort(drugs("N06BA")), table("new_users_12m")), "compute.error.look_back"),
        (spec(cohort(none_of(drugs("N06BA"))), table("patients", anchor="index")), "compute.error.no_index"),
        (spec(cohort(none_of(drugs("N06BA")), age=AgeLimit(at="index", first=18)), table("prevalent_users")), "compute.error.no_index"),
        (spec(cohort(all_of(drugs("N06BA"), care("F90"))), table("prevalent_users", by_population(), anchor="event")), "compute.error.anchor"),
        (spec(cohort(drugs("N06BA")), table("prevalent_users", by_county("stockholm"))), "compute.error.breakdown"),
    ],
)
def test_what_cannot_be_computed_is_refused_before_a_row_is_read(order: JobSpec, code: str, snapshot: Snapshot):
    with pytest.raises(InputRefused) as refused:
        run(order, snapshot)
    findings = refused.value.findings
    assert [finding.code for finding in findings] == [code]
    assert all(translate(finding.key, language, **finding.params) for finding in findings for language in ("sv", "en"))


def test_relations_in_a_circle_are_refused(snapshot: Snapshot):
    first = drugs("N06BA", relation=Relation(to="care", from_days=0))
    second = care("F90", relation=Relation(to="drugs", from_days=0))
    with pytest.raises(InputRefused):
        run(spec(cohort(all_of(first, second)), table("patients", anchor="index")), snapshot)


def test_a_broken_row_is_reported_without_its_value(snapshot: Snapshot):
    with opened(snapshot, snapshot.manifest.registers) as engine, pytest.raises(SystemFailed) as failed:
        engine.fetch(sqlglot.select("CAST(ATC AS INTEGER)").from_("lmed"), "broken")
    assert failed.value.code == "compute.error.engine"
    assert "N06BA" not in str(failed.value)
    assert failed.value.__cause__ is None
    assert failed.value.__suppress_context__


def test_the_engine_opens_no_file_beside_the_snapshot(snapshot: Snapshot, tmp_path: Path):
    outside = tmp_path / "outside.parquet"
    pq.write_table(pa.table({"a": [1]}), outside)
    with opened(snapshot, snapshot.manifest.registers) as engine:
        query = sqlglot.select("*").from_(f"read_parquet('{outside}')")
        with pytest.raises(SystemFailed, match="PermissionException"):
            engine.fetch(query, "outside")
        with pytest.raises(duckdb.Error):
            engine._connection.execute("SET enable_external_access = true")


def test_a_code_with_quotes_is_a_literal(snapshot: Snapshot):
    order = spec(cohort(drugs("N06'; DROP TABLE lmed; --")), table("prevalent_users"))
    assert run(order, snapshot)[0].cells[()].value == 0


def test_progress_ends_with_all_steps_done(snapshot: Snapshot):
    told: list[tuple[str, int, int]] = []
    run(simple(), snapshot, lambda *step: told.append(step))
    assert told[-1][1] == told[-1][2] == len(told)


def test_notes_count_rows_without_key_and_unmatched_corrections(tmp_path: Path):
    keyless = """
    | row_no | person | ATC     | EDATUM     | ANTAL |
    | 18     |        | N06BA04 | 2024-07-01 | 1     |
    """
    (found,) = run(spec(cohort(drugs("N06BA")), table("ddd")), write_frames(example(first=keyless), tmp_path / "toy"))
    assert found.notes == {"rows_read": 14, "rows_without_key": 1, "unmatched_corrections": 1}


def test_the_plan_is_told_in_words_and_statements(snapshot: Snapshot):
    text = explain(simple(), snapshot)
    assert "new rows: run-in 12 months, look-back group group" in text
    assert "rows of drugs: lmed code ATC N06BA*, 2024-01/2024-12" in text
    assert '"ATC" >= \'N06BA\'' in text


def test_every_statement_is_written_in_the_other_dialect_too():
    for text in statements(build_plan(simple()), "spark"):
        assert len(sqlglot.parse(text, read="spark")) == 1


def test_a_prefix_is_a_half_open_range():
    condition = matches(col("ATC"), (match("N06A"),))
    assert condition is not None
    assert condition.sql("duckdb") == '("ATC" >= \'N06A\' AND "ATC" < \'N06B\')'


def test_widening_reaches_the_whole_group_and_never_narrows():
    (wide,) = widen((match("=N06BA04", "N06", "C10AA01-C10AA05"),), 4)
    assert [(item.kind, item.first, item.last) for item in wide.includes] == [
        ("prefix", "N06BA", None), ("prefix", "N06", None), ("range", "C10AA", "C10AA"),
    ]


def test_a_full_disk_is_told_as_such_without_the_engines_words():
    class Full:
        def execute(self, _text: str) -> None:
            raise duckdb.IOException("Could not write file secret: No space left on device")

    with pytest.raises(SystemFailed) as failed:
        Engine(Full()).fetch(sqlglot.select("1"), "cohort")  # type: ignore[arg-type]
    assert failed.value.code == "compute.error.disk_full" and "secret" not in str(failed.value) and failed.value.exit_code == 3
