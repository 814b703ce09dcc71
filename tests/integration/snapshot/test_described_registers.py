"""A register that is known by its description alone is loaded like those the software knows: columns, keys, codes, code lists, months."""

from __future__ import annotations

import json
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from added_register import CODE, ROWS, described, write_delivery
from snapshot_factory import load_files, opened, query

from common.errors import InputRefused
from jobs.microdata.snapshot import open_snapshot
from jobs.microdata.verify import verify_snapshot


def test_rows_and_codes_lie_as_the_description_says(tmp_path: Path) -> None:
    loaded = load_files(tmp_path / "s", write_delivery(tmp_path, *ROWS), registers=(CODE,), described=(described(),))
    snapshot = opened(tmp_path / "s", loaded)
    assert query(snapshot, "SELECT person, UNDDAT, ANGELAGEN, EF, KON, LK FROM {hjarteko} ORDER BY row_no") == [
        (1, date(2023, 3, 5), "A", 35, 1, "0180"), (2, date(2023, 4, 7), "P", 55, 2, "1480"), (2, date(2024, 1, 7), "P", 54, 2, "1480"),
    ]
    assert query(snapshot, "SELECT row_no, person, code FROM {hjarteko_dia} ORDER BY 1, 3") == [
        (1, 1, "I489"), (1, 1, "I509"), (2, 2, "I509"), (3, 2, "I489"), (3, 2, "I509"),
    ]
    assert verify_snapshot(snapshot) == [] and open_snapshot(snapshot.folder).layouts[CODE].register_code == CODE
    assert loaded.manifest.registers[CODE].rows == 3 and loaded.manifest.registers[CODE].data_to == date(2024, 12, 31)


def test_a_value_outside_a_complete_code_list_is_named_by_its_row(tmp_path: Path) -> None:
    path = write_delivery(tmp_path, "p1;2023-03-05;I509;;Q;35;1;180", "p1;;I509;;A;x;1;180")
    with pytest.raises(InputRefused) as caught:
        load_files(tmp_path / "s", path, registers=(CODE,), described=(described(),))
    assert {(finding.code, finding.path, finding.params["column"]) for finding in caught.value.findings} == {
        ("snapshot.row.not_listed", f"{path.name}:2", "ANGELAGEN"), ("snapshot.row.empty", f"{path.name}:3", "UNDDAT"), ("snapshot.row.number", f"{path.name}:3", "EF"),
    }


def test_a_year_delivered_again_replaces_that_year_and_persons_keep_their_keys(tmp_path: Path) -> None:
    base = opened(tmp_path / "s", load_files(tmp_path / "s", write_delivery(tmp_path, *ROWS), registers=(CODE,), described=(described(),)))
    path = write_delivery(tmp_path, "p3;2024-02-01;I20;;A;40;1;180", "p2;2024-01-08;I25;;A;41;2;1480")
    second = opened(tmp_path / "s", load_files(tmp_path / "s", path, registers=(CODE,), described=(described(),), base=base))
    assert query(second, "SELECT person, UNDDAT FROM {hjarteko} ORDER BY 2")[-2:] == [(2, date(2024, 1, 8)), (3, date(2024, 2, 1))]
    assert query(second, "SELECT count(*), count(DISTINCT row_no) FROM {hjarteko}") == [(4, 4)]
    assert query(second, "SELECT DISTINCT code FROM {hjarteko_dia} WHERE date >= DATE '2024-01-01' ORDER BY 1") == [("I20",), ("I25",)]


def test_another_register_beside_keeps_the_description(tmp_path: Path) -> None:
    base = opened(tmp_path / "s", load_files(tmp_path / "s", write_delivery(tmp_path, *ROWS), registers=(CODE,), described=(described(),)))
    both = opened(tmp_path / "s", load_files(tmp_path / "s", "par_in_good.tsv", registers=("par_in",), base=base))
    assert {CODE, "par_in"} == set(both.manifest.registers) and CODE in both.layouts and verify_snapshot(both) == []
    assert json.loads((both.folder / "manifest.json").read_text(encoding="utf-8"))["described"][0]["register"] == CODE


CANCER = "lopnr\tdiadat\tICDO3\tSNOMED3\tkon\n1\t19760500\tC509\t85003\t2\n1\t20110301\tC50.9\t80213\t2\n2\t197700\tC619\t81403\t1\n"


def test_the_shipped_descriptions_load_with_dates_that_do_not_tell_the_day(tmp_path: Path) -> None:
    path = tmp_path / "UT_CAN_1.txt"
    path.write_text(CANCER, encoding="utf-8")
    snapshot = opened(tmp_path / "s", load_files(tmp_path / "s", path, registers=("can",), described=(described("can"),), accept_right_rows=True))
    assert query(snapshot, "SELECT DIADAT, DIADATN, AR, ICDO3 FROM {can} ORDER BY row_no") == [
        ("19760500", date(1976, 5, 15), 1976, "C509"), ("20110301", date(2011, 3, 1), 2011, "C509"), ("197700", date(1977, 7, 1), 1977, "C619"),
    ]


def test_a_birth_has_the_keys_of_mother_and_child(tmp_path: Path) -> None:
    path = tmp_path / "UT_MFR_1.txt"
    path.write_text("lopnr_mamma\tlopnr_barn\tBFODDAT\tBVIKT\tMVIKT\tMDIAG1\n5\t7\t20200101\t3500\t62,5\tO80\n5\t\t20210101\t\t\t\n", encoding="utf-8")
    snapshot = opened(tmp_path / "s", load_files(tmp_path / "s", path, registers=("mfr",), described=(described("mfr"),)))
    assert query(snapshot, "SELECT mother, person, BVIKT, MVIKT, MDIAG1 FROM {mfr} ORDER BY row_no") == [
        (1, 2, 3500, Decimal("62.5"), "O80"), (1, None, None, None, None),
    ]


@pytest.mark.parametrize(("code", "header", "row", "table"), [
    ("dental", "lopnr;atgard_datum;tillstand;atgard;pris", "1;2020-01-02;3001;101;1250,50", "dental"), ("municipal", "lopnr;manad;kommun", "1;202001;0180", "municipal"),
    ("municipal", "lopnr;datum;kva;kommun", "1;20200102;AV034;0180", "municipal_actions"),
])
def test_the_other_described_registers_load(tmp_path: Path, code: str, header: str, row: str, table: str) -> None:
    path = tmp_path / f"{code}.csv"
    path.write_text(f"{header}\n{row}\n", encoding="utf-8")
    loaded = load_files(tmp_path / "s", path, registers=(code,), described=(described(code),))
    assert loaded.manifest.rows_of(table) == 1 and verify_snapshot(opened(tmp_path / "s", loaded)) == []
