"""Deliveries become snapshots: what is right is loaded, every wrong row is named by its place alone, and nothing half-loads."""

from __future__ import annotations

import errno
import os
from datetime import date
from decimal import Decimal
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from snapshot_factory import SAMPLES, load_files, opened, query

from common.errors import Conflict, InputRefused, NotFound, SystemFailed
from common.translate import translate
from jobs.microdata import writer
from jobs.microdata.loading.problems import SINGLE_ROWS
from jobs.microdata.snapshot import find_snapshots, get_snapshot, open_snapshot
from jobs.microdata.verify import verify_snapshot
from metadata.model.period import Period


def refused(folder: Path, *names: str | Path, registers: tuple[str, ...], **options) -> dict[tuple[str, str], str]:
    with pytest.raises(InputRefused) as caught:
        load_files(folder, *names, registers=registers, **options)
    assert not folder.exists() or list(folder.iterdir()) == []
    return {(finding.code, finding.path): str(finding.params.get("column", "")) for finding in caught.value.findings}


def lines(folder: Path, name: str, *rows: str) -> Path:
    folder.mkdir(exist_ok=True)
    path = folder / name
    path.write_text("\n".join(rows) + "\n", encoding="utf-8")
    return path


def month(folder: Path, name: str, *days: str, code: str = "N06BA04") -> Path:
    return lines(folder, name, "lopnr,ATC,EDATUM,ANTAL", *(f"p{number},{code},{day},1" for number, day in enumerate(days)))


def test_a_good_drug_file_is_read_as_the_register_means_it(tmp_path: Path) -> None:
    loaded = load_files(tmp_path, "lmed_good.csv", registers=("lmed",))
    snapshot = opened(tmp_path, loaded)
    rows = query(snapshot, "SELECT ATC, EDATUM, ANTAL, TKOST, LK, OTYP FROM {lmed} ORDER BY row_no")
    assert rows == [
        ("N06BA04", date(2024, 1, 5), Decimal(1), Decimal("300.50"), "0180", "R"),
        ("N06BA04", date(2024, 2, 5), Decimal("0.5"), Decimal("150.25"), "0180", "D"),
        ("N06BA12", date(2024, 2, 28), Decimal(1), Decimal(980), "1480", "R"),
        ("N06BA12", date(2024, 2, 29), Decimal(-1), Decimal(-980), "1480", "R"),
        (None, date(2024, 1, 6), Decimal(1), None, None, "R"),
        ("N06BA04", date(2024, 1, 7), Decimal(1), Decimal(300), "0180", "R"),
    ]
    assert loaded.manifest.loading == {"lmed_exact_duplicates": 1, "lmed_without_key": 1, "withheld_values": 1}
    assert query(snapshot, "SELECT count(*) FROM {keys}") == [(3,)] and query(snapshot, "SELECT max(person) FROM {lmed}") == [(3,)]
    assert not loaded.manifest.synthetic and loaded.manifest.registers["lmed"].final_to == date(2024, 1, 31)
    assert verify_snapshot(snapshot) == []


def test_wide_contacts_become_long_diagnoses_and_procedures(tmp_path: Path) -> None:
    loaded = load_files(tmp_path, "par_in_good.tsv", registers=("par_in",))
    snapshot = opened(tmp_path, loaded)
    assert query(snapshot, "SELECT contact, AR, LK FROM {par_in} ORDER BY 1") == [(1, 2024, "0180"), (2, 2024, "1480")]
    diagnoses = query(snapshot, "SELECT contact, date, position, code FROM {par_in_dia} ORDER BY 1, 4")
    assert diagnoses == [
        (1, date(2024, 1, 5), "secondary", "I109"), (1, date(2024, 1, 5), "main", "J449"), (1, date(2024, 1, 5), "cause", "W19"),
        (2, date(2024, 2, 5), "secondary", "G43"),
    ]
    procedures = query(snapshot, "SELECT contact, date, code FROM {par_in_op} ORDER BY code")
    assert procedures == [(1, date(2024, 1, 5), "AF021"), (1, date(2023, 12, 31), "GDC00")]


def test_unknown_days_of_death_dashes_and_text_codes(tmp_path: Path) -> None:
    snapshot = opened(tmp_path, load_files(tmp_path, "dors_good.csv", registers=("dors",)))
    rows = query(snapshot, "SELECT DODSDAT, DODSDATN, AR, ULORSAK, MORSAK1 FROM {dors} ORDER BY 1")
    assert rows == [("20240100", None, 2024, "I219", "J449"), ("20240115", date(2024, 1, 15), 2024, "I219", None)]


def test_the_population_comes_in_three_parts_and_others_are_compared_with_it(tmp_path: Path) -> None:
    names = ("population_years.csv", "population_counts.csv", "population_spells.csv", "par_in_good.tsv")
    loaded = load_files(tmp_path, *names, registers=("population", "par_in"))
    snapshot = opened(tmp_path, loaded)
    assert query(snapshot, "SELECT year, LK, n FROM {counts} ORDER BY 1") == [(2023, "0180", 1), (2024, "0180", 1)]
    assert query(snapshot, 'SELECT "from", "to" FROM {spells}') == [(date(1953, 1, 2), None)]
    assert [(finding.code, finding.params["count"]) for finding in loaded.findings] == [("snapshot.persons.without_population", 1)]
    assert loaded.manifest.facts().population_years == (2023, 2024)


def test_every_wrong_row_is_named_by_file_row_and_column(tmp_path: Path) -> None:
    found = refused(tmp_path / "s", "lmed_bad.csv", registers=("lmed",), period=Period.parse("2024-01/2024-03"), accept_right_rows=False)
    assert {(code, path.rpartition(":")[2], column) for (code, path), column in found.items() if path} == {
        ("snapshot.row.code", "3", "ATC"), ("snapshot.row.date", "4", "EDATUM"), ("snapshot.row.empty", "4", "EDATUM"),
        ("snapshot.row.before_register", "5", "EDATUM"), ("snapshot.row.zero_quantity", "6", "ANTAL"), ("snapshot.row.sign", "7", "TKOST"),
        ("snapshot.row.number", "8", "ANTAL"), ("snapshot.row.municipality", "8", "LK"), ("snapshot.row.year", "8", "AR"),
        ("snapshot.row.width", "9", ""), ("snapshot.row.identity", "11", "person"), ("snapshot.row.number", "11", "VARUNR"),
    }


def test_right_rows_are_loaded_on_request_only(tmp_path: Path) -> None:
    path = lines(tmp_path, "lmed.csv", "lopnr,ATC,EDATUM,ANTAL", "p1,N06BA04,2024-01-05,1", "p2,N06BA04,2024-01-32,1")
    assert ("snapshot.row.date", "lmed.csv:3") in refused(tmp_path / "s", path, registers=("lmed",))
    loaded = load_files(tmp_path / "s", path, registers=("lmed",), accept_right_rows=True)
    assert loaded.manifest.rows_of("lmed") == 1 and loaded.manifest.loading["lmed_wrong_rows"] == 1
    assert {finding.code for finding in loaded.findings} == {"snapshot.row.date", "snapshot.row.empty"}


def test_a_personal_identity_number_is_never_loaded_even_on_request(tmp_path: Path) -> None:
    assert refused(tmp_path / "s", "lmed_bad.csv", registers=("lmed",), accept_right_rows=True)


def test_a_missing_month_is_an_error_until_accepted(tmp_path: Path) -> None:
    path = month(tmp_path, "lmed.csv", "2024-01-05", "2024-03-05")
    assert ("snapshot.month.missing", "") in refused(tmp_path / "s", path, registers=("lmed",))
    loaded = load_files(tmp_path / "s", path, registers=("lmed",), accept_right_rows=True)
    assert loaded.manifest.registers["lmed"].missing_months == ("2024-02",)


def test_rows_outside_the_stated_period_are_refused(tmp_path: Path) -> None:
    path = month(tmp_path, "lmed.csv", "2024-01-05", "2024-02-05")
    assert ("snapshot.month.outside", "") in refused(tmp_path / "s", path, registers=("lmed",), period=Period.parse("2024-01"))


def test_a_missing_column_names_the_columns_found(tmp_path: Path) -> None:
    path = lines(tmp_path, "lmed.csv", "lopnr,ATC,datum,ANTAL", "p1,N06BA04,2024-01-05,1")
    with pytest.raises(InputRefused) as caught:
        load_files(tmp_path / "s", path, registers=("lmed",))
    assert [dict(finding.params) for finding in caught.value.findings] == [{"column": "EDATUM", "found": "lopnr, ATC, datum, ANTAL"}]


def test_a_file_without_header_is_refused_without_quoting_its_first_row(tmp_path: Path) -> None:
    path = lines(tmp_path, "lmed.csv", "p1,N06BA04,2024-01-05,1")
    with pytest.raises(InputRefused) as caught:
        load_files(tmp_path / "s", path, registers=("lmed",))
    assert [(finding.code, dict(finding.params)) for finding in caught.value.findings] == [("snapshot.file.no_header", {"register": "lmed"})]


@pytest.mark.parametrize(
    ("content", "code"),
    [(b"", "snapshot.file.empty"), (b"lopnr\x00\x01", "snapshot.file.not_text"), (b"lopnr,LopNr,ATC,EDATUM,ANTAL\n", "snapshot.file.doubled_column")],
)
def test_files_that_are_no_tables_are_refused(tmp_path: Path, content: bytes, code: str) -> None:
    path = tmp_path / "lmed.csv"
    path.write_bytes(content)
    assert code in {found for found, _ in refused(tmp_path / "s", path, registers=("lmed",))}


def test_a_broken_parquet_file_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "lmed.parquet"
    path.write_bytes(b"PAR1 not really")
    assert ("snapshot.file.not_parquet", "lmed.parquet") in refused(tmp_path / "s", path, registers=("lmed",))


@pytest.mark.parametrize(("encoding", "separator"), [("utf-8", ","), ("utf-8-sig", ";"), ("cp1252", "\t"), ("utf-8", "|")])
def test_encodings_and_separators_are_found_out(tmp_path: Path, encoding: str, separator: str) -> None:
    path = tmp_path / "lmed.csv"
    rows = [["lopnr", "ATC", "EDATUM", "ANTAL", "produkt"], ["p1", "N06BA04", "2024-01-05", "1", "Åäö"]]
    path.write_bytes("\r\n".join(separator.join(row) for row in rows).encode(encoding))
    snapshot = opened(tmp_path / "s", load_files(tmp_path / "s", path, registers=("lmed",)))
    assert query(snapshot, "SELECT produkt FROM {lmed}") == [("Åäö",)]


def test_parquet_and_csv_of_the_same_rows_make_the_same_table(tmp_path: Path) -> None:
    text = lines(tmp_path, "lmed.csv", "lopnr,ATC,EDATUM,ANTAL", "7,N06BA04,2024-01-05,0.5")
    binary = tmp_path / "lmed.parquet"
    pq.write_table(pa.table({"LOPNR": [7], "ATC": ["N06BA04"], "EDATUM": [date(2024, 1, 5)], "ANTAL": [Decimal("0.500")]}), binary)
    loads = [opened(tmp_path / "s", load_files(tmp_path / "s", path, registers=("lmed",))) for path in (text, binary)]
    assert loads[0].manifest.files == loads[1].manifest.files


def test_a_file_belongs_to_the_register_its_name_begins_with(tmp_path: Path) -> None:
    path = lines(tmp_path, "delivery.csv", "lopnr,ATC,EDATUM,ANTAL", "p1,N06BA04,2024-01-05,1")
    assert ("snapshot.file.which_register", "delivery.csv") in refused(tmp_path / "s", path, registers=("lmed", "par_in"))


def test_a_month_appended_makes_a_new_snapshot_that_shares_the_old_files(tmp_path: Path) -> None:
    first = opened(tmp_path / "s", load_files(tmp_path / "s", month(tmp_path, "lmed_a.csv", "2023-12-05"), registers=("lmed",)))
    second = opened(tmp_path / "s", load_files(tmp_path / "s", month(tmp_path, "lmed_b.csv", "2024-01-05"), registers=("lmed",), base=first))
    assert second.id != first.id and second.manifest.base == first.id
    assert os.path.samefile(first.files("lmed", [2023])[0], second.files("lmed", [2023])[0])
    assert query(second, "SELECT person, row_no FROM {lmed} ORDER BY row_no") == [(1, 1), (1, 2)]
    assert verify_snapshot(first) == [] and verify_snapshot(second) == []
    assert second.manifest.registers["lmed"].period == "2023-12/2024-01"


def test_a_month_delivered_again_replaces_that_month_alone(tmp_path: Path) -> None:
    first = opened(tmp_path / "s", load_files(tmp_path / "s", month(tmp_path, "lmed_a.csv", "2024-01-05", "2024-02-05"), registers=("lmed",)))
    again = month(tmp_path, "lmed_b.csv", "2024-02-06", "2024-02-07", code="N06BA12")
    second = opened(tmp_path / "s", load_files(tmp_path / "s", again, registers=("lmed",), base=first))
    assert query(second, "SELECT EDATUM, ATC FROM {lmed} ORDER BY 1") == [
        (date(2024, 1, 5), "N06BA04"), (date(2024, 2, 6), "N06BA12"), (date(2024, 2, 7), "N06BA12"),
    ]
    assert query(first, "SELECT count(*) FROM {lmed} WHERE ATC = 'N06BA12'") == [(0,)]


def test_contacts_delivered_again_take_their_diagnoses_with_them(tmp_path: Path) -> None:
    header = "lopnr,INDATUM,UTDATUM,HDIA"
    first = lines(tmp_path, "par_in_a.csv", header, "1,2024-01-01,2024-01-03,F900B", "2,2024-02-01,2024-02-03,G430")
    base = opened(tmp_path / "s", load_files(tmp_path / "s", first, registers=("par_in",)))
    again = lines(tmp_path, "par_in_b.csv", header, "3,2024-01-30,2024-02-02,J449")
    second = opened(tmp_path / "s", load_files(tmp_path / "s", again, registers=("par_in",), base=base))
    assert query(second, "SELECT contact, person, code FROM {par_in_dia} ORDER BY 1") == [(1, 1, "F900B"), (3, 3, "J449")]


def test_the_same_delivery_twice_is_told_not_doubled(tmp_path: Path) -> None:
    path = month(tmp_path, "lmed.csv", "2024-01-05")
    load_files(tmp_path / "s", path, registers=("lmed",))
    with pytest.raises(Conflict, match=r"snapshot\.error\.exists"):
        load_files(tmp_path / "s", path, registers=("lmed",))
    assert len(find_snapshots(tmp_path / "s")) == 1


@pytest.mark.parametrize(("number", "code"), [(errno.ENOSPC, "snapshot.error.disk_full"), (errno.EIO, "snapshot.error.cannot_write")])
@pytest.mark.parametrize("place", ["_flush", "file_checksum", "seal_manifest"])
def test_a_failing_disk_leaves_nothing_behind(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, number: int, code: str, place: str) -> None:
    def fail(*_arguments: object) -> None:
        raise OSError(number, "injected")

    monkeypatch.setattr(writer, place, fail)
    with pytest.raises(SystemFailed) as caught:
        load_files(tmp_path / "s", month(tmp_path, "lmed.csv", "2024-01-05"), registers=("lmed",))
    assert caught.value.code == code
    assert list((tmp_path / "s").iterdir()) == []


def test_a_load_killed_at_the_last_moment_is_absent_and_can_be_repeated(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def die(*_arguments: object) -> None:
        raise KeyboardInterrupt

    path = month(tmp_path, "lmed.csv", "2024-01-05")
    with monkeypatch.context() as patched:
        patched.setattr(writer.os, "rename", die)
        with pytest.raises(KeyboardInterrupt):
            load_files(tmp_path / "s", path, registers=("lmed",))
    assert find_snapshots(tmp_path / "s") == []
    assert verify_snapshot(opened(tmp_path / "s", load_files(tmp_path / "s", path, registers=("lmed",)))) == []


def test_leftovers_of_a_killed_process_are_cleared(tmp_path: Path) -> None:
    (tmp_path / "s" / ".snapshot-x.999999999.building" / "lmed").mkdir(parents=True)
    load_files(tmp_path / "s", month(tmp_path, "lmed.csv", "2024-01-05"), registers=("lmed",))
    assert [path.name for path in (tmp_path / "s").iterdir() if path.name.startswith(".")] == []


def test_verify_sees_changed_missing_and_added_files(tmp_path: Path) -> None:
    snapshot = opened(tmp_path, load_files(tmp_path, "lmed_good.csv", "par_in_good.tsv", registers=("lmed", "par_in")))
    files = [snapshot.files("lmed")[0], snapshot.files("par_in")[0]]
    files[0].write_bytes(files[0].read_bytes()[:-1] + b"x")
    files[1].unlink()
    (snapshot.folder / "extra.txt").write_text("x")
    assert {(finding.code, finding.path) for finding in verify_snapshot(snapshot)} == {
        ("snapshot.verify.checksum", "lmed/year=2024/part-000.parquet"), ("snapshot.verify.missing_file", "par_in/year=2024/part-000.parquet"),
        ("snapshot.verify.unknown_file", "extra.txt"),
    }


def test_an_unknown_snapshot_and_a_broken_manifest_are_told(tmp_path: Path) -> None:
    with pytest.raises(NotFound):
        get_snapshot("nothing", tmp_path)
    (tmp_path / "broken").mkdir()
    (tmp_path / "broken" / "manifest.json").write_text("{}")
    with pytest.raises(SystemFailed, match=r"snapshot\.error\.manifest"):
        open_snapshot(tmp_path / "broken")
    assert find_snapshots(tmp_path) == []


def test_very_many_wrong_rows_are_all_told_in_ranges(tmp_path: Path) -> None:
    rows = [f"p{number},N06BA04,2024-01-99,1" for number in range(SINGLE_ROWS + 500)]
    path = lines(tmp_path, "lmed.csv", "lopnr,ATC,EDATUM,ANTAL", *rows)
    with pytest.raises(InputRefused) as caught:
        load_files(tmp_path / "s", path, registers=("lmed",))
    more = [finding for finding in caught.value.findings if finding.code == "snapshot.rows.more"]
    assert {finding.params["rows"] for finding in more} == {f"{SINGLE_ROWS + 2}-{SINGLE_ROWS + 501}"}


SECRETS = st.text(alphabet="QXZKqxzk0123456789-_.;åÅ*' ", min_size=4, max_size=30).map(lambda text: f"Zq{text}Zq")


@settings(max_examples=25, deadline=None)
@given(value=SECRETS, column=st.integers(0, 6))
def test_no_message_holds_a_value_of_the_file(tmp_path_factory: pytest.TempPathFactory, value: str, column: int) -> None:
    folder = tmp_path_factory.mktemp("secret")
    row = ["p1", "N06BA04", "2024-01-05", "1", "10", "0180", "text"]
    row[column] = value
    path = lines(folder, "lmed.csv", "lopnr\tATC\tEDATUM\tANTAL\tTKOST\tLK\tprodukt", "\t".join(row), "\t".join([*row, value]))
    said: list[str] = []
    try:
        loaded = load_files(folder / "s", path, registers=("lmed",))
        said = [repr(finding) for finding in loaded.findings]
    except InputRefused as error:
        said = [str(error), *(repr(finding) for finding in error.findings)]
        said += [translate(finding.key, language, **finding.params) for finding in error.findings for language in ("sv", "en")]
    assert said and not [sentence for sentence in said if value.strip() in sentence or "Zq" in sentence]


def test_the_samples_are_what_these_tests_were_written_for() -> None:
    assert {path.name for path in SAMPLES.iterdir()} == {
        "lmed_good.csv", "lmed_bad.csv", "par_in_good.tsv", "population_years.csv", "population_counts.csv", "population_spells.csv", "dors_good.csv",
    }
