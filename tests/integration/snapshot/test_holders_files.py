"""Files as the holders write them: names, endings, encodings, columns in any case, dates as texts and numbers, SAS."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from sas_file import write_sas
from snapshot_factory import load_files, opened, query

from common.errors import InputRefused
from jobs.microdata.telling import tell_facts
from jobs.microdata.verify import verify_snapshot

DAY = 23_380.0
"""5 January 2024 as SAS counts days."""


def test_a_sas_file_is_read_like_a_text(tmp_path: Path) -> None:
    path = write_sas(
        tmp_path / "ut_lmed_8467_2024.sas7bdat",
        {
            "LopNr": [17.0, 18.0, 17.0], "atc": ["N06BA04", "n06ba12", "BLANKED"], "Edatum": [DAY, DAY + 31, DAY], "antal": [1.0, 0.5, None], "TKOST": [300.5, None, 2],
            "produkt": ["Åäö depot", "", "x"],
        },
        {"Edatum": "YYMMDD10"},
    )
    loaded = load_files(tmp_path / "s", path, registers=("lmed", "par_in"), accept_right_rows=True)
    snapshot = opened(tmp_path / "s", loaded)
    assert query(snapshot, "SELECT ATC, EDATUM, ANTAL, TKOST, produkt FROM {lmed} ORDER BY EDATUM") == [
        ("N06BA04", date(2024, 1, 5), Decimal(1), Decimal("300.50"), "Åäö depot"), ("N06BA12", date(2024, 2, 5), Decimal("0.5"), None, None),
    ]
    assert [(finding.code, finding.path) for finding in loaded.findings] == [("snapshot.row.empty", f"{path.name}:3")]
    assert query(snapshot, "SELECT key FROM {keys} ORDER BY key") == [("17",), ("18",)]
    assert loaded.manifest.loading["withheld_values"] == 1


def test_dates_in_sas_without_a_format_are_read_as_eight_figures(tmp_path: Path) -> None:
    path = write_sas(tmp_path / "lmed.sas7bdat", {"lopnr": [1.0], "ATC": ["N06BA04"], "EDATUM": [20240105.0], "ANTAL": [1.0]})
    assert query(opened(tmp_path / "s", load_files(tmp_path / "s", path, registers=("lmed",))), "SELECT EDATUM FROM {lmed}") == [(date(2024, 1, 5),)]


def test_a_file_that_only_looks_like_sas_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "lmed.sas7bdat"
    path.write_bytes(b"\x00" * 4096)
    with pytest.raises(InputRefused) as caught:
        load_files(tmp_path / "s", path, registers=("lmed",))
    assert [finding.code for finding in caught.value.findings] == ["snapshot.file.not_sas"]


CARE = "{key}\tindatum\tUtdatum\thdia\tDIA1\tkon\tlk\r\n7\t20240101\t2024-01-05\tj44.9\t-\t2\t180\r\n8\t20240201\t20240205\tBLANKED\tÅ12\t1\t1480\r\n"


@pytest.mark.parametrize("key", ["lopnr", "LopNr", "p444_lopnr_personnr", "LÖPNR", "lpnr"])
def test_the_holders_names_of_files_and_keys_are_known(tmp_path: Path, key: str) -> None:
    path = tmp_path / "UT_PAR_SV_8467_2024.txt"
    path.write_bytes(CARE.format(key=key).replace("Å12", "I10").encode("cp1252"))
    snapshot = opened(tmp_path / "s", load_files(tmp_path / "s", path, registers=("lmed", "par_in", "par_out")))
    assert query(snapshot, "SELECT person, UTDATUM, LK, KON FROM {par_in} ORDER BY 1") == [(1, date(2024, 1, 5), "0180", 2), (2, date(2024, 2, 5), "1480", 1)]
    assert query(snapshot, "SELECT code FROM {par_in_dia} ORDER BY 1") == [("I10",), ("J449",)]


def test_a_key_column_of_any_name_can_be_told(tmp_path: Path) -> None:
    path = tmp_path / "par_in.txt"
    path.write_text(CARE.format(key="deltagare").replace("Å12", ""), encoding="utf-8")
    with pytest.raises(InputRefused):
        load_files(tmp_path / "s", path, registers=("par_in",))
    assert load_files(tmp_path / "s", path, registers=("par_in",), key="Deltagare").manifest.rows_of("par_in") == 2


def test_a_wrong_value_in_a_sas_file_is_named_by_its_row_and_never_quoted(tmp_path: Path) -> None:
    path = write_sas(tmp_path / "lmed.sas7bdat", {"lopnr": ["a", "b"], "ATC": ["N06BA04", "SECRET!"], "EDATUM": ["20240105", "20240140"], "ANTAL": [1.0, 1.0]})
    with pytest.raises(InputRefused) as caught:
        load_files(tmp_path / "s", path, registers=("lmed",))
    assert {(finding.code, finding.path) for finding in caught.value.findings} >= {("snapshot.row.code", "lmed.sas7bdat:2"), ("snapshot.row.date", "lmed.sas7bdat:2")}
    assert "SECRET" not in str([finding.params for finding in caught.value.findings])


PRODUCTS = "NPLPACKID;VARUNR;atc;Company;from;to\n1;10;N06BA04;Alfa AB;2020-01-01;\n2;11;N06BA04;Beta AB;;\n3;12;N06BA12;Beta AB;2021-01-01;2022-01-01\n"


def test_the_table_of_products_and_companies_is_loaded_and_told_and_replaced(tmp_path: Path) -> None:
    path = tmp_path / "lmed_products.csv"
    path.write_text(PRODUCTS, encoding="utf-8")
    first = opened(tmp_path / "s", load_files(tmp_path / "s", "lmed_good.csv", path, registers=("lmed",)))
    assert tell_facts(first).companies == {"N06BA04": 2, "N06BA12": 1} and first.manifest.registers["lmed"].period == "2024-01/2024-02"
    path.write_text(PRODUCTS.replace("Beta", "Alfa"), encoding="utf-8")
    second = opened(tmp_path / "s", load_files(tmp_path / "s", path, registers=("lmed",), base=first))
    assert tell_facts(second).companies == {"N06BA04": 1, "N06BA12": 1} and second.manifest.rows_of("lmed") == first.manifest.rows_of("lmed")
    assert verify_snapshot(second) == []


def test_a_product_without_a_company_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "lmed_products.csv"
    path.write_text(PRODUCTS.replace("Alfa AB", ""), encoding="utf-8")
    with pytest.raises(InputRefused) as caught:
        load_files(tmp_path / "s", path, registers=("lmed",))
    assert [(finding.code, finding.path) for finding in caught.value.findings] == [("snapshot.row.empty", "lmed_products.csv:2")]
