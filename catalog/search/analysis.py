"""Swedish (and English) words for the index: lower case, folding, stems, definite forms, compounds and beginnings."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Container, Iterator
from functools import lru_cache

from whoosh.lang.snowball.swedish import SwedishStemmer

STOP_WORDS = frozenset(
    (
        "och i på av för med som en ett den det de till vid hos mot från eller samt om är per har jag min mitt mina han hon sig efter kod koder "
        "the of and in for with to by on or a an at my code codes"
    ).split()
)
SHORTEST_PART = 4
SHORTEST_SEGMENT = 3
LONGEST_BEGINNING = 12
_WORD = re.compile(r"[^\W_]+(?:-[^\W_]+)*")
_ENDINGS = ("ernas", "arnas", "ornas", "erna", "arna", "orna", "ens", "ets", "ans", "en", "et", "an", "ar", "er", "or", "n", "t", "s")
WEAK_WORDS = frozenset(
    (
        "svår svåra svårt lätt lindrig kraftig kraftiga stark starkt stor stora liten små dålig dåliga hög högt låg lågt höger vänster ny nya ofta mycket "
        "problem besvär sjukdom sjukdomar symtom symptom diagnos behandling behandlingar patient patienter person vård vårdkontakt kontakt besök test ta tagit "
        "när hela tiden öppet öppen sluten barn barnet bebis bebisen äldre gamla gammal vuxna vuxen män man kvinnor kvinna som pga få fått gjort göra medel medicin medicinen mediciner läkemedel tablett tabletter preparat inte kan vid under ej typ mellan när som severe mild "
        "disease disorder treatment drug drugs medicine medication"
    ).split()
)
"""Words that say little of what is meant: a hit without one of them is still a good hit."""
_EMPTY_ENDINGS = (
    "behandlingen", "behandling", "läkemedlen", "läkemedel", "mediciner", "medicinen", "medicin", "tabletter", "besvären", "besvär", "problemen",
    "problem", "preparat", "medel", "sjukdomar", "sjukdomen", "sjukdom", "smärtor", "smärta", "värk", "olycka", "olyckan", "olyckor", "värden", "nivåer", "kur", "profylax",
)
_LINKS = "seoau"
_SOUNDS = (
    ("ph", "f"), ("th", "t"), ("rh", "r"), ("ch", "k"), ("ck", "k"), ("qu", "kv"), ("oe", "e"), ("ae", "e"), ("ai", "e"), ("ei", "e"), ("ci", "si"),
    ("ce", "se"), ("cy", "si"), ("c", "k"), ("q", "k"), ("w", "v"), ("x", "ks"), ("z", "s"), ("y", "i"), ("j", "i"), ("h", ""), ("dt", "t"),
)
_LATIN = (("itis", "it"), ("osis", "os"), ("oma", "om"), ("emia", "emi"), ("pathia", "pati"), ("pathy", "pati"), ("algia", "algi"), ("onia", "oni"), ("ectomy", "ektomi"))
"""Endings of Latin and English words of medicine and what Swedish writes: `otitis` is `otit`, `pneumonia` is `pneumoni`."""
_STEMMER = SwedishStemmer()


def words_of(text: str) -> list[str]:
    """Words in order, lower case; a hyphenated word counts whole, in its parts and joined."""
    found: list[str] = []
    for word in _WORD.findall(unicodedata.normalize("NFC", text).lower()):
        found.append(word)
        if "-" in word:
            found += [*word.split("-"), word.replace("-", "")]
    return found


def query_words(text: str) -> list[str]:
    """Words of a question without words that carry nothing, unless nothing else is left; a hyphenated word counts joined."""
    found = [word.replace("-", "") for word in _WORD.findall(unicodedata.normalize("NFC", text).lower())]
    return [word for word in found if word not in STOP_WORDS] or found


@lru_cache(maxsize=100_000)
def fold(text: str) -> str:
    """Letters without their marks: å and ä as a, ö as o, é as e; æ and ø as a and o."""
    plain = unicodedata.normalize("NFKD", text).lower().replace("æ", "a").replace("ø", "o")
    return "".join(letter for letter in plain if not unicodedata.combining(letter))


def whole(text: str) -> str:
    """A name as one token: lower case, single blanks, no punctuation around it."""
    return " ".join(unicodedata.normalize("NFC", text).lower().split()).strip(" .,;:!?()\"'")


@lru_cache(maxsize=200_000)
def stems_of(word: str) -> frozenset[str]:
    """The folded stems of a word: the stemmer's own, and those left when a definite or plural ending is taken away first.

    The Swedish stemmer leaves `skelettet`/`skelett` and `hjärnan`/`hjärna` apart, so both sides carry all stems.
    """
    ending = len(word) - 2 if word.endswith("ed") and not word.endswith("led") and len(word) >= 7 else len(word)
    forms = {word, word[:ending]} | {word[: -len(ending)] for ending in _ENDINGS if word.endswith(ending) and len(word) - len(ending) >= SHORTEST_PART}
    shortest = min(forms, key=len)
    latin = next((word[: -len(own)] + swedish for own, swedish in _LATIN if word.endswith(own) and len(word) - len(own) >= 2), word)
    return frozenset(fold(_STEMMER.stem(form)) for form in (word, shortest, latin))


def beginnings_of(word: str) -> Iterator[str]:
    """Every beginning of two to twelve letters, folded, for finding while typing."""
    folded = fold(word)
    return (folded[:end] for end in range(2, min(len(folded), LONGEST_BEGINNING) + 1))


def beginning(word: str) -> str:
    """The beginning under which a word typed so far is looked for."""
    return fold(word)[:LONGEST_BEGINNING]


def joined(name: str) -> str:
    """A name folded and written as one word, so that `gråstarr` finds `grå starr`."""
    return fold(name).replace(" ", "").replace("-", "")


def core_of(word: str) -> str | None:
    """What is left of a word without an ending that only says that it is an ailment, a treatment or a drug; None when nothing is."""
    ending = next((ending for ending in _EMPTY_ENDINGS if word.endswith(ending) and len(word) - len(ending) >= SHORTEST_PART), None)
    return word[: -len(ending)].removesuffix("-").rstrip("s") or None if ending else None


def segments_of(word: str, known: Container[str]) -> tuple[str, ...]:
    """The parts of a folded compound, each a known word or beginning, linking letters dropped; empty when it is no compound of known parts.

    The longest first part is tried first, so `tjocktarmscancer` is `tjocktarm` and `cancer`.
    """
    return _segments(word, known, {}) if len(word) >= 2 * SHORTEST_SEGMENT else ()


def _segments(word: str, known: Container[str], tried: dict[str, tuple[str, ...]]) -> tuple[str, ...]:
    if word in tried:
        return tried[word]
    tried[word] = ()
    for at in range(len(word) - SHORTEST_SEGMENT, SHORTEST_SEGMENT - 1, -1):
        first, last = _without_link(word[:at], known), word[at:]
        rest = (last,) if last in known else _segments(last, known, tried)
        if first and rest:
            tried[word] = (first, *rest)
            break
    return tried[word]


def _without_link(part: str, known: Container[str]) -> str:
    if part in known:
        return part
    return part[:-1] if part[-1] in _LINKS and len(part) > SHORTEST_SEGMENT and part[:-1] in known else ""


def sound_of(word: str) -> str:
    """A folded word as it sounds: letters that Swedish, Latin and English spell differently become one, doubled letters single.

    `gastroscopi` and `gastroskopi`, `penicilin` and `penicillin`, `oesophagus` and `esofagus` are the same.
    """
    text = word
    for written, heard in _SOUNDS:
        text = text.replace(written, heard)
    return "".join(letter for at, letter in enumerate(text) if at == 0 or letter != text[at - 1])


def distance(one: str, other: str, most: int) -> int:
    """How many letters must be changed, added, dropped or swapped with their neighbour; `most` + 1 when there are more."""
    if abs(len(one) - len(other)) > most:
        return most + 1
    before: list[int] = []
    row = list(range(len(other) + 1))
    for i, letter in enumerate(one, 1):
        earlier, before, row = before, row, [i]
        for j, sign in enumerate(other, 1):
            cost = min(before[j] + 1, row[j - 1] + 1, before[j - 1] + (letter != sign))
            if i > 1 and j > 1 and letter == other[j - 2] and one[i - 2] == sign:
                cost = min(cost, earlier[j - 2] + 1)
            row.append(cost)
        if min(row) > most:
            return most + 1
    return row[-1]
