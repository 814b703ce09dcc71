"""From the typed text to the cleaned text (codes.md 4.1): characters, words and commas; nothing about codes is decided here."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass

from assistant.codes.message import say
from common.errors import Finding, Fix
from metadata.codes import Shape

_QUOTES = frozenset("\"'`´¨‘’‚‛“”„‟«»‹›′″‴‵‶〝〞〟「」『』＂＇")
_DASHES = dict.fromkeys((*range(0x2010, 0x2016), 0x2043, 0x2212), "-")
_STARS = dict.fromkeys((0x2217, 0x204E, 0x2731, 0x066D, 0x2055, 0x22C6, 0x2051, 0x2736), "*")
_LINES = re.compile("\r\n|[\r\v\f\x85\u2028\u2029]")
_SCIENTIFIC = re.compile(r"(?<![A-Z0-9])[0-9](?:[.,][0-9]+)?E\+?[0-9]+(?![A-Z0-9])")
_TILL = re.compile(r"\s+TILL\s+")
_DOTS = re.compile(r"\.{2,3}(?=[A-Z0-9])")
_WORDS = ("EXKLUSIVE", r"EXKL\.", "EXKL", "EXCLUDING", r"EXCL\.", "EXCL", "EXCEPT", "UTOM")
_BACKSLASH = re.compile(r"\\(?![.DWS])")
_DECIMAL = re.compile(r"(?<![^\W_])([A-Z][0-9]{2}),([0-9][A-Z]?)(?![^\W_])")
_ICD8_COMMA = re.compile(r"(?<![0-9])([0-9]{3}),([0-9]{1,2})(?![0-9])")
_EXCLUDE_NEXT = re.compile(r"\s*!")
_GROUP_AFTER = re.compile(r"[^\W_]|[\])|^]")


@dataclass(frozen=True)
class Cleaned:
    """The cleaned text and what cleaning has to say; `is_spoiled`: a spreadsheet destroyed codes, nothing further is read."""

    text: str
    findings: tuple[Finding, ...] = ()
    is_spoiled: bool = False


def clean(expression: str, shape: Shape) -> Cleaned:
    """The cleaned text of an expression in one system. Findings: E_SCIENTIFIC (then nothing else), W_DECIMAL_COMMA."""
    text = _plain(expression)
    if shape.system in ("NKOO", "LKF", "MVO"):
        spoiled = tuple(say("E_SCIENTIFIC", found) for found in _SCIENTIFIC.findall(text))
        if spoiled:
            return Cleaned(text, spoiled, is_spoiled=True)
    text = _DOTS.sub("-", _TILL.sub("-", text))
    text = _exclude_words(text, shape.system)
    text, findings = _decimal_commas(text, shape)
    return Cleaned(_round_brackets(text), findings)


def _plain(expression: str) -> str:
    kept = "".join(character for character in expression if character not in _QUOTES and unicodedata.category(character) != "Cf")
    text = unicodedata.normalize("NFKC", kept)
    text = "".join(character for character in text if character not in _QUOTES).upper()
    return _LINES.sub("\n", text.translate(_DASHES).translate(_STARS))


def _exclude_words(text: str, system: str) -> str:
    words = _WORDS if system == "KVA" else (*_WORDS, "EJ")
    pattern = rf"(?<![^\W_])(?:{'|'.join(words)})(?:[^\S\n\t]*:|(?=\s)|\Z)"
    return _BACKSLASH.sub(" ! ", re.sub(pattern, " ! ", text))


def _decimal_commas(text: str, shape: Shape) -> tuple[str, tuple[Finding, ...]]:
    if shape.system == "ICD-8":
        return _ICD8_COMMA.sub(r"\1\2", text), ()
    if shape.system not in ("ICD-10-SE", "ICD-O-3-T"):
        return text, ()
    findings = []
    for found in _DECIMAL.finditer(text):
        read = f"{found[1]}.{found[2]}"
        findings.append(say("W_DECIMAL_COMMA", found[0], y=read, fix=Fix("replace_code", {"old": found[0], "new": read})))
    return _DECIMAL.sub(r"\1.\2", text), tuple(findings)


def _round_brackets(text: str) -> str:
    """Brackets as blanks, except those of a group of a regular expression."""
    kept: list[str] = []
    opened: list[bool] = []
    for at, character in enumerate(text):
        if character == "(":
            inside = bool(opened) and opened[-1]
            opened.append(inside or _opens_group(text, at))
            character = "(" if opened[-1] else " "
        elif character == ")":
            character = ")" if opened and opened.pop() else " "
        kept.append(character)
    return "".join(kept)


def _opens_group(text: str, at: int) -> bool:
    return at > 0 and _GROUP_AFTER.match(text[at - 1]) is not None and _EXCLUDE_NEXT.match(text, at + 1) is None
