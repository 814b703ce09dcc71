"""One item's text to items and findings: codes, wildcards, ranges, blanks, patterns (codes.md 4.2). No list is consulted."""

from __future__ import annotations

import re
from dataclasses import dataclass

from assistant.codes.item import Item
from assistant.codes.limits import Limits
from assistant.codes.message import is_error, say
from assistant.codes.nearest import nearest_reading
from assistant.codes.pattern import NotConvertible, Piece, convert, is_pattern
from assistant.codes.splitting import RawItem
from common.errors import Finding, Fix
from metadata.codes import Shape

_KSH97P = re.compile(r"([A-Z][0-9]{2}(?:\.?[0-9])?)\.?-P")
_VETERINARY = re.compile(r"Q[A-Z](?:[0-9]{2}(?:[A-Z](?:[A-Z](?:[0-9]{2})?)?)?)?")
_ICD10_X = re.compile(r"[A-Z][0-9]{2}\.X")


@dataclass(frozen=True)
class Reading:
    """What an item's text means: its items (none when it has an error) and what there is to say."""

    items: tuple[Item, ...] = ()
    findings: tuple[Finding, ...] = ()

    @property
    def is_sound(self) -> bool:
        """Whether the text was well formed."""
        return not any(is_error(finding) for finding in self.findings)


@dataclass(frozen=True)
class _Read:
    """A single code: its stored form, None when the text has not the form, and what there is to say."""

    stored: str | None
    findings: tuple[Finding, ...] = ()


def read_item(raw: RawItem, shape: Shape, limits: Limits) -> Reading:
    """The items of one raw item. Findings: every E, W and I of codes.md 4.2 that needs no list."""
    text = re.sub(r"^= ", "=", re.sub(r" ?- ?", "-", raw.text))
    if raw.ends_line and text.endswith("-") and not text.endswith(".-"):
        return Reading(findings=(say("E_DANGLING_DASH", text, fix=Fix("choose_reading", {"readings": [text[:-1], f"{text}…"]})),))
    if " " in text:
        return _read_blanks(text, shape, limits)
    return _read_one(text, shape, limits)


def _read_blanks(text: str, shape: Shape, limits: Limits) -> Reading:
    pieces = text.split(" ")
    joined = _read_one("".join(pieces), shape, limits)
    separate = [_read_one(piece, shape, limits) for piece in pieces]
    is_list = all(reading.is_sound for reading in separate)
    if joined.is_sound and not is_list:
        return joined
    if joined.is_sound:
        readings = ["".join(pieces), " | ".join(pieces)]
        return Reading(findings=(say("E_SPACE_AMBIGUOUS", text, fix=Fix("choose_reading", {"readings": readings})),))
    if not is_list:
        return _misshapen(text, shape)
    findings = [say("W_SPACE_SEPARATOR", text, pieces=" | ".join(pieces))]
    return Reading(
        tuple(item for reading in separate for item in reading.items),
        (*findings, *(finding for reading in separate for finding in reading.findings)),
    )


def _read_one(text: str, shape: Shape, limits: Limits) -> Reading:
    if is_pattern(text):
        return _read_pattern(text, shape, limits)
    body = text.removeprefix("=")
    if shape.system == "ICD-10-SE" and (found := _KSH97P.fullmatch(body)):
        return Reading(findings=(say("E_KSH97P", body, fix=Fix("replace_code", {"old": body, "new": found[1]})),))
    if body != text:
        return _read_single(body, shape, "exact")
    wildcard = _wildcard(body, shape)
    if wildcard and "-" not in body[: -len(wildcard)]:
        return _read_wildcard(body, wildcard, shape)
    if "-" in body:
        return _read_range(body, shape)
    return _read_single(body, shape, "prefix" if shape.matching == "prefix" else "exact")


def _read_single(body: str, shape: Shape, kind: str) -> Reading:
    read = _read_code(body, shape)
    if read.stored is None:
        return _misshapen(body, shape)
    return Reading((Item("exact" if kind == "exact" else "prefix", read.stored, read.stored),), read.findings)


def _wildcard(body: str, shape: Shape) -> str:
    if shape.system == "ICD-10-SE" and _ICD10_X.fullmatch(body):
        return ".X"
    return next((sign for sign in (".-", "*", "%", "-") if body.endswith(sign)), "")


def _read_wildcard(body: str, wildcard: str, shape: Shape) -> Reading:
    stem = body[: -len(wildcard)]
    if shape.matching != "prefix":
        return _misshapen(body, shape)
    reading = _read_single(stem, shape, "prefix")
    if not reading.is_sound:
        return reading
    same = say("I_WILDCARD_SAME", body, fix=Fix("replace_code", {"old": body, "new": shape.show(reading.items[0].first)}))
    return Reading(reading.items, (*reading.findings, same))


def _read_range(body: str, shape: Shape) -> Reading:
    if body.count("-") != 1 or shape.matching == "exact":
        return _misshapen(body, shape)
    ends = body.split("-")
    texts = [end[:-1] if end.endswith(("*", "%")) else end for end in ends]
    has_wildcard = texts != ends
    if has_wildcard and shape.matching != "prefix":
        return _misshapen(body, shape)
    short = _short_range(body, texts[0], texts[1], shape)
    if short:
        return Reading(findings=(short,))
    reads = [_read_code(text, shape) for text in texts]
    if any(read.stored is None for read in reads):
        return _misshapen(body, shape, texts)
    findings = [finding for read in reads for finding in read.findings]
    first, last = (str(read.stored) for read in reads)
    if has_wildcard:
        findings.append(say("I_WILDCARD_SAME", body, fix=Fix("replace_code", {"old": body, "new": f"{shape.show(first)}-{shape.show(last)}"})))
    return _range_of(first, last, shape, findings)


def _range_of(first: str, last: str, shape: Shape, findings: list[Finding]) -> Reading:
    shown = f"{shape.show(first)}-{shape.show(last)}"
    if len(first) != len(last):
        shorter = shape.show(min(first, last, key=len))
        findings.append(say("E_RANGE_LEVEL", shown, fix=Fix("replace_code", {"old": shown, "new": shorter})))
    elif first > last:
        swapped = f"{shape.show(last)}-{shape.show(first)}"
        findings.append(say("E_RANGE_ORDER", shown, fix=Fix("replace_code", {"old": shown, "new": swapped})))
    elif first == last:
        return Reading((Item("prefix" if shape.matching == "prefix" else "exact", first, first),), tuple(findings))
    else:
        return Reading((Item("range", first, last),), tuple(findings))
    return Reading(findings=tuple(findings))


def _short_range(body: str, left: str, right: str, shape: Shape) -> Finding | None:
    stored, tail = _read_code(left, shape).stored, right.removesuffix(".")
    typed = len(left) - left.count(shape.mark) if shape.mark else len(left)
    if stored is None or not tail or len(tail) >= min(typed, len(stored)) or not tail.isascii():
        return None
    is_digits = tail.isdigit() and not shape.fits(tail)
    if not is_digits and not (len(tail) == 1 and tail.isalpha()):
        return None
    full = shape.stored(stored[: -len(tail)] + tail)
    if full is None:
        return None
    proposal = f"{shape.show(stored)}-{shape.show(full)}"
    return say("E_SHORT_RANGE", f"{body}->{proposal}", x=body, y=proposal, fix=Fix("replace_code", {"old": body, "new": proposal}))


def _read_code(text: str, shape: Shape) -> _Read:
    code = text.removesuffix(".")
    has_dagger = shape.system == "ICD-10-SE" and code.endswith("†")
    code = code.removesuffix("†").removesuffix(".") if has_dagger else code
    findings: list[Finding] = []
    stored = shape.stored(code)
    if stored is None and (zeros := shape.read_zeros(code)) != code:
        stored = shape.stored(zeros)
        findings += [_read_as("W_LETTER_O", code, shape.show(stored))] if stored is not None else []
    if stored is None and (padded := shape.pad(code)) is not None:
        stored = padded
        findings.append(_read_as("W_LEADING_ZERO", code, shape.show(padded)))
    if stored is not None and has_dagger:
        findings.append(say("W_DAGGER", shape.show(stored)))
    return _Read(stored, tuple(findings) if stored is not None else ())


def _read_as(message: str, typed: str, read: str) -> Finding:
    return say(message, f"{typed}->{read}", x=typed, y=read, fix=Fix("replace_code", {"old": typed, "new": read}))


def _misshapen(text: str, shape: Shape, codes: list[str] | None = None) -> Reading:
    veterinary = [code for code in codes or [text.rstrip("*%.-")] if shape.system == "ATC" and _VETERINARY.fullmatch(code)]
    if veterinary:
        return Reading(findings=tuple(say("E_VET", code, fix=Fix("replace_code", {"old": code, "new": code[1:]})) for code in veterinary))
    nearest = nearest_reading(text, shape)
    fix = Fix("replace_code", {"old": text, "new": nearest}) if nearest else None
    return Reading(findings=(say("E_SHAPE", text, system=shape.system, example=shape.example, fix=fix),))


def _read_pattern(text: str, shape: Shape, limits: Limits) -> Reading:
    try:
        pieces, is_exact = convert(text, limits.max_pattern_items)
    except NotConvertible:
        return Reading(findings=(say("E_REGEX", text),))
    readings = [_read_piece(piece, shape, is_exact) for piece in pieces]
    items = tuple(item for reading in readings for item in reading.items)
    meaning = " | ".join(item.show(shape) for item in items)
    converted = say("W_REGEX_CONVERTED", text, y=meaning, fix=Fix("replace_code", {"old": text, "new": meaning}))
    return Reading(items, (converted, *(finding for reading in readings for finding in reading.findings)))


def _read_piece(piece: Piece, shape: Shape, is_exact: bool) -> Reading:
    if piece.last is not None:
        return _read_range(f"{piece.first}-{piece.last}", shape)
    return _read_single(piece.first, shape, "exact" if is_exact or shape.matching != "prefix" else "prefix")
