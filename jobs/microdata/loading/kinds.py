"""The kinds of delivered columns: how a text becomes a value in SQL, and when it cannot.

Every expression is built from the fixed names of `columns.py`; nothing from a delivered file becomes SQL text.
"""

from __future__ import annotations

from dataclasses import dataclass

import pyarrow as pa

WITHHELD = "BLANKED"
_ABSENT = ("", WITHHELD, "NULL", "NA", ".")
_NO_CODE = (*_ABSENT, "-", "-1", "0000")
"""In code fields these too stand for missing; a lone `-1` elsewhere is a number."""

_TEXT, _VALUE = "$TEXT", "$VALUE"
_UNREADABLE = "$TEXT IS NOT NULL AND $VALUE IS NULL"
_CODE = "upper(replace($TEXT, '.', ''))"
_NUMBER = "replace($TEXT, ',', '.')"
_FULL_DEATH_DAY = "try_strptime($TEXT, '%Y%m%d') IS NOT NULL"
_DEATH_WITHOUT_DAY = "$TEXT LIKE '%00' AND (substr($TEXT, 5, 2) = '00' OR try_strptime(substr($TEXT, 1, 6) || '01', '%Y%m%d') IS NOT NULL)"


@dataclass(frozen=True)
class Kind:
    """`value` gives the value or NULL; `wrong` is true when something stands there that is not of the kind, said with `problem`."""

    sql_type: str
    value: str
    problem: str
    wrong: str
    is_code: bool = False

    @property
    def arrow_type(self) -> pa.DataType:
        """The type of its columns in memory and in files."""
        return _ARROW[self.sql_type]


def _shaped(pattern: str) -> str:
    return f"$VALUE IS NOT NULL AND NOT regexp_full_match($VALUE, '{pattern}')"


def _decimal(sql_type: str) -> Kind:
    return Kind(
        sql_type, f"try_cast({_NUMBER} AS {sql_type})", "snapshot.row.number", f"({_UNREADABLE}) OR try_cast({_NUMBER} AS DECIMAL(24,8)) <> $VALUE",
    )


_ARROW = {
    "VARCHAR": pa.string(), "INTEGER": pa.int32(), "DATE": pa.date32(), "TIMESTAMP": pa.timestamp("us"), "DECIMAL(12,3)": pa.decimal128(12, 3),
    "DECIMAL(12,2)": pa.decimal128(12, 2),
}

KINDS: dict[str, Kind] = {
    "day": Kind("DATE", "coalesce(try_strptime($TEXT, '%Y-%m-%d'), try_strptime($TEXT, '%Y%m%d'))::DATE", "snapshot.row.date", _UNREADABLE),
    "moment": Kind("TIMESTAMP", "try_cast($TEXT AS TIMESTAMP)", "snapshot.row.date", _UNREADABLE),
    "death": Kind(
        "VARCHAR", "$TEXT", "snapshot.row.date",
        f"$TEXT IS NOT NULL AND NOT (regexp_full_match($TEXT, '[0-9]{{8}}') AND (({_FULL_DEATH_DAY}) OR ({_DEATH_WITHOUT_DAY})))",
    ),
    "partial_day": Kind(
        "VARCHAR", "replace($TEXT, '-', '')", "snapshot.row.date",
        "$TEXT IS NOT NULL AND NOT (regexp_full_match($VALUE, '[0-9]{4}([0-9]{2}([0-9]{2})?)?') AND (substr($VALUE, 5, 2) IN ('', '00') "
        "OR try_strptime(substr($VALUE, 1, 6) || CASE WHEN substr($VALUE, 7, 2) IN ('', '00') THEN '01' ELSE substr($VALUE, 7, 2) END, '%Y%m%d') IS NOT NULL))",
    ),
    "month": Kind(
        "VARCHAR", "replace($TEXT, '-', '')", "snapshot.row.date", "$TEXT IS NOT NULL AND NOT regexp_full_match($VALUE, '[0-9]{4}(0[1-9]|1[0-2])')",
    ),
    "thousandths": _decimal("DECIMAL(12,3)"),
    "money": _decimal("DECIMAL(12,2)"),
    "whole": Kind("INTEGER", "CASE WHEN regexp_full_match($TEXT, '-?[0-9]+') THEN try_cast($TEXT AS INTEGER) END", "snapshot.row.number", _UNREADABLE),
    "sex": Kind("INTEGER", "CASE WHEN $TEXT IN ('1', '2') THEN $TEXT::INTEGER END", "snapshot.row.sex", _UNREADABLE),
    "municipality": Kind(
        "VARCHAR", "CASE WHEN regexp_full_match($TEXT, '[0-9]{3,4}') THEN lpad($TEXT, 4, '0') END", "snapshot.row.municipality", _UNREADABLE, is_code=True,
    ),
    "atc": Kind("VARCHAR", _CODE, "snapshot.row.code", _shaped("[A-Z][0-9A-Z]{0,6}"), is_code=True),
    "code": Kind("VARCHAR", _CODE, "snapshot.row.code", _shaped("[0-9A-Z][0-9A-Z,+*#!-]{0,7}"), is_code=True),
    "cause": Kind(
        "VARCHAR", f"CASE WHEN NOT starts_with($TEXT, '_') THEN ltrim({_CODE}, '-') END", "snapshot.row.code", _shaped("[0-9A-Z]{1,7}"), is_code=True,
    ),
    "codes": Kind("VARCHAR", _CODE, "snapshot.row.code", _shaped("[0-9A-Z,+*#! -]*"), is_code=True),
    "key": Kind("VARCHAR", "$TEXT", "snapshot.row.key", _shaped("[0-9A-Za-z_-]{1,40}")),
    "text": Kind("VARCHAR", "$TEXT", "snapshot.row.text", "length($TEXT) > 200"),
}
"""A decimal comma is a comma; codes lose dots and small letters; a municipality regains the zero it lost; a cause its leading dash."""


def text_sql(name: str, kind: str) -> str:
    """SQL of the delivered text, trimmed; NULL when it stands for missing."""
    listed = ", ".join(f"'{value}'" for value in (_NO_CODE if KINDS[kind].is_code else _ABSENT))
    return f"CASE WHEN upper(trim(\"{name}\")) NOT IN ({listed}) THEN trim(\"{name}\") END"


def value_sql(text: str, kind: str) -> str:
    """SQL of a value from the SQL of its text; NULL when missing or not of the kind."""
    return KINDS[kind].value.replace(_TEXT, text)


def wrong_sql(text: str, value: str, kind: str) -> str:
    """SQL that is true when the text is something that is not of the kind."""
    return KINDS[kind].wrong.replace(_VALUE, value).replace(_TEXT, text)
