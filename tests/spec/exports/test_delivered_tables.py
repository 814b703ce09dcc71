"""A protected table drawn small, and what each delivered file says of it: hidden, true zero, preliminary, totals as computed."""

from __future__ import annotations

import json
from decimal import Decimal

from exports_factory import CODE, NUMBER, RATE, SEX, YEAR, make_delivery, make_shell

from exports.json_stat import write_json_stat
from exports.long_csv import write_long_csv
from exports.px import write_px
from metadata.model.table import Cell, Table

DRAWN = """
year  sex    value  status
2022  1      X
2022  2      12
2022  total  X
2023  1      0
2023  2      31
2023  total  31
2024  1      7      p
2024  2      X      p
2024  total  X      p
"""


def draw() -> Table:
    cells = []
    for line in DRAWN.split("\n")[2:-1]:
        year, sex, value, *status = line.split()
        hidden = value == "X"
        cells.append(Cell(key=(year, sex), values={NUMBER.id: None if hidden else Decimal(value)}, mark="X" if hidden else "", status="".join(status)))
    return Table(shell=make_shell("t1", (YEAR,), (SEX,)), cells=tuple(cells))


def test_long_csv_has_a_row_a_cell_with_codes_and_an_empty_value_where_hidden():
    assert write_long_csv(draw()).decode() == (
        "year,sex,measure,value,mark,unit,status\n"
        "2022,1,new_users_12m,,X,persons,\n"
        "2022,2,new_users_12m,12,,persons,\n"
        "2022,total,new_users_12m,,X,persons,\n"
        "2023,1,new_users_12m,0,,persons,\n"
        "2023,2,new_users_12m,31,,persons,\n"
        "2023,total,new_users_12m,31,,persons,\n"
        "2024,1,new_users_12m,7,,persons,p\n"
        "2024,2,new_users_12m,,X,persons,p\n"
        "2024,total,new_users_12m,,X,persons,p\n"
    )


def test_json_stat_has_null_and_status_for_hidden_and_zero_for_zero():
    dataset = json.loads(write_json_stat(draw(), make_delivery()))
    assert dataset["id"] == ["contents", "year", "sex"]
    assert dataset["size"] == [1, 3, 3]
    assert dataset["value"] == [None, 12, None, 0, 31, 31, 7, None, None]
    assert dataset["status"] == {"0": "X", "2": "X", "6": "p", "7": "X", "8": "X"}
    assert dataset["role"] == {"time": ["year"], "metric": ["contents"]}
    assert dataset["dimension"]["sex"]["category"]["label"]["total"] == "Båda könen"
    assert any(note.startswith("X = ") for note in dataset["note"])


def test_px_prints_datasymbol_one_for_hidden_and_zero_for_zero():
    text = write_px(draw(), make_delivery()).decode()
    assert 'DATASYMBOL1="X";' in text
    assert "DATASYMBOLNIL" not in text
    assert text.endswith('DATA=\n"." 12 "."\n0 31 31\n7 "." ".";\n')
    assert 'STUB="År";' in text
    assert 'HEADING[en]="Sex";' in text
    assert 'CODES("Kön")="1","2","total";' in text
    assert 'TIMEVAL("År")=TLIST(A1),"2022","2023","2024";' in text
    assert 'VALUENOTE("År","2024")=' in text
    assert 'VALUENOTE("År","2023")=' not in text


def test_every_file_says_what_x_can_stand_for_and_none_how_many_are_small():
    for hidden_from, sentence in ((1, "från 1 och uppåt"), (0, "från 0 och uppåt")):
        delivery = make_delivery(hidden_from=hidden_from)
        for content in (write_json_stat(draw(), delivery), write_px(draw(), delivery)):
            text = content.decode()
            assert sentence in text
            assert "primär" not in text


def test_several_figures_become_a_content_variable_with_its_own_decimals():
    shell = make_shell("t2", (YEAR,), (SEX,), (NUMBER, RATE))
    cells = tuple(Cell(key=key, values={NUMBER.id: Decimal(10), RATE.id: Decimal("1.5")}) for key in shell.keys())
    table = Table(shell=shell, cells=cells)
    text = write_px(table, make_delivery()).decode()
    assert 'CONTVARIABLE="tabellinnehåll";' in text
    assert "SHOWDECIMALS=0;" in text
    assert 'PRECISION("tabellinnehåll","Nya användare per 1 000 invånare")=2;' in text
    assert text.endswith("\n" + "\n".join(["10 1.50 10 1.50 10 1.50"] * 3) + ";\n")
    assert write_long_csv(table).decode().splitlines()[2] == "2022,1,new_users_12m.per_1000,1.50,,\"per 1,000 inhabitants\","


def test_a_code_that_adds_up_to_another_is_its_child_in_json_stat():
    shell = make_shell("t3", (CODE,), ())
    table = Table(shell=shell, cells=tuple(Cell(key=key, values={NUMBER.id: Decimal(3)}) for key in shell.keys()))
    category = json.loads(write_json_stat(table, make_delivery()))["dimension"]["code"]["category"]
    assert category["child"] == {"N06BA": ["N06BA04"]}


def test_px_lines_and_strings_keep_within_its_limits():
    shell = make_shell("t4", (CODE,), ()).model_copy(update={"title": CODE.label.model_copy(update={"sv": 'En "lång" titel ' * 40})})
    table = Table(shell=shell, cells=tuple(Cell(key=key, values={NUMBER.id: Decimal(3)}) for key in shell.keys()))
    text = write_px(table, make_delivery()).decode()
    assert max(map(len, text.splitlines())) <= 256
    title = text[text.index("TITLE="):text.index("CONTENTS=")]
    assert "".join(title[len("TITLE="):].strip().rstrip(";").replace('"\n"', "")).strip('"') == ("En 'lång' titel " * 40).strip()
