"""The fixes that messages about an expression offer, carried out on its text."""

from __future__ import annotations

import re
from dataclasses import dataclass

from assistant.codes import cleaning
from assistant.codes.expansion import Expansion
from common.errors import Finding
from metadata.codes import SHAPES, get_shape

_SEPARATOR = re.compile(r"\s*[,;|+\n\t]\s*")


@dataclass(frozen=True)
class Repair:
    """One way to mend a message: the text that would result, in which system; `kind` and `shown` make its label."""

    kind: str
    shown: str
    text: str
    system: str


def repairs(text: str, expansion: Expansion, finding: Finding) -> list[Repair]:
    """What can be done about one message with one click; empty where the reader must decide alone."""
    fix, system = finding.fix, expansion.system
    if fix is None:
        return []
    given = fix.arguments
    if fix.operation == "replace_code":
        return [Repair("replace", str(given["new"]), _replaced(text, system, str(given["old"]), str(given["new"])), system)]
    if fix.operation == "choose_reading":
        spoken = str(finding.params["argument"])
        return [Repair("replace", _shown(one), _replaced(text, system, spoken, one.removesuffix("…")), system) for one in given["readings"]]
    if fix.operation == "add_code":
        return [Repair("add", str(given["code"]), _with_code(text, system, str(given["code"])), system)]
    if fix.operation == "remove_code":
        return [Repair("remove", str(given["code"]), _without_code(text, system, str(given["code"])), system)]
    if fix.operation == "include_code":
        code = str(given["code"])
        return [Repair("include", code, _with_code(_without_code(text, system, code), system, code), system)]
    if fix.operation == "drop_redundant":
        return [Repair("tidy", str(given["code"]), expansion.normal, system)] if expansion.normal else []
    if fix.operation == "move_code" and str(given["system"]) in SHAPES:
        return [Repair("system", str(given["system"]), text, str(given["system"]))]
    return []


def first_columns(text: str) -> str | None:
    """The first column of pasted spreadsheet rows, when every row has several and a title beside the code; None for anything else."""
    lines = [line for line in text.replace("\r", "").split("\n") if line.strip()]
    if not lines or not all("\t" in line for line in lines):
        return None
    if not any(re.search(r"[^\W\d_]{4}|\s", line.split("\t", 1)[1].strip()) for line in lines):
        return None
    return "\n".join(line.split("\t", 1)[0].strip() for line in lines)


def _shown(reading: str) -> str:
    return f"{reading.removesuffix('…')}-…" if reading.endswith("…") else reading


def _replaced(text: str, system: str, old: str, new: str) -> str:
    """Every place where the text stands alone, whatever its case and its kind of dash; else the item that is the same without blanks and dots."""
    spelled = re.escape(old).replace(r"\-", r"\s*[-‐-―−]\s*").replace(r"\ ", r"\s+")
    changed, count = re.subn(rf"(?<![\w.]){spelled}(?![\w.])", lambda _match: new, text, flags=re.IGNORECASE)
    if count:
        return changed
    sides = [[new if _bare(item) == _bare(old) else item for item in side] for side in _sides(text, system)]
    return _written(*sides)


def _bare(item: str) -> str:
    return re.sub(r"[\s.]", "", item).upper()


def _sides(text: str, system: str) -> tuple[list[str], list[str]]:
    """The items of both sides as cleaned text."""
    cleaned = cleaning.clean(text, get_shape(system)).text
    includes, _mark, excludes = cleaned.partition("!")
    return _items(includes), _items(excludes.replace("!", "|"))


def _items(side: str) -> list[str]:
    return [item.strip() for item in _SEPARATOR.split(side) if item.strip()]


def _written(includes: list[str], excludes: list[str]) -> str:
    return " | ".join(includes) + (f" ! {' | '.join(excludes)}" if excludes else "")


def _with_code(text: str, system: str, code: str) -> str:
    includes, excludes = _sides(text, system)
    return _written([*includes, code], excludes)


def _without_code(text: str, system: str, code: str) -> str:
    includes, excludes = _sides(text, system)
    unlike = [[item for item in side if _bare(item) != _bare(code)] for side in (includes, excludes)]
    return _written(*unlike)
