"""Swedish (and English) words for the index: lower case, folding, stems, definite forms, compounds and beginnings."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Container, Iterable, Iterator
from functools import lru_cache

from whoosh.lang.snowball.swedish import SwedishStemmer

STOP_WORDS = frozenset(
    "och i på av för med som en ett den det de till vid hos mot från eller samt om är per the of and in for with to by on or a an at".split()
)
SHORTEST_PART = 4
LONGEST_BEGINNING = 12
_WORD = re.compile(r"[^\W_]+(?:-[^\W_]+)*")
_ENDINGS = ("ernas", "arnas", "ornas", "erna", "arna", "orna", "ens", "ets", "ans", "en", "et", "an", "ar", "er", "or", "n", "t", "s")
_EMPTY_ENDINGS = (
    "behandlingen", "behandling", "läkemedlen", "läkemedel", "mediciner", "medicinen", "medicin", "tabletter", "besvären", "besvär", "problemen",
    "problem", "preparat", "medel", "sjukdomar", "sjukdomen", "sjukdom", "smärtor", "smärta", "värk",
)
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


def fold(text: str) -> str:
    """Letters without their marks: å and ä as a, ö as o, é as e; æ and ø as a and o."""
    plain = unicodedata.normalize("NFKD", text.lower().replace("æ", "ä").replace("ø", "ö"))
    return "".join(letter for letter in plain if not unicodedata.combining(letter))


def whole(text: str) -> str:
    """A name as one token: lower case, single blanks, no punctuation around it."""
    return " ".join(unicodedata.normalize("NFC", text).lower().split()).strip(" .,;:!?()\"'")


@lru_cache(maxsize=200_000)
def stems_of(word: str) -> frozenset[str]:
    """The folded stems of a word: the stemmer's own, and those left when a definite or plural ending is taken away first.

    The Swedish stemmer leaves `skelettet`/`skelett` and `hjärnan`/`hjärna` apart, so both sides carry all stems.
    """
    forms = {word} | {word[: -len(ending)] for ending in _ENDINGS if word.endswith(ending) and len(word) - len(ending) >= SHORTEST_PART}
    shortest = min(forms, key=len)
    return frozenset(fold(_STEMMER.stem(form)) for form in (word, shortest))


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


def split_compound(word: str, vocabulary: Container[str]) -> tuple[str, str] | None:
    """Both parts of a folded compound whose parts are words of the vocabulary (a linking s is dropped), longest last part first; else None."""
    for at in range(SHORTEST_PART, len(word) - SHORTEST_PART + 1):
        first, last = word[:at], word[at:]
        if last in vocabulary:
            if first in vocabulary:
                return first, last
            if first.endswith("s") and len(first) > SHORTEST_PART and first[:-1] in vocabulary:
                return first[:-1], last
    return None


def parts_of(words: Iterable[str], vocabulary: Container[str]) -> set[str]:
    """Stems of the parts of every compound among folded words."""
    found: set[str] = set()
    for word in words:
        if len(word) >= 2 * SHORTEST_PART:
            for part in split_compound(word, vocabulary) or ():
                found |= stems_of(part)
    return found
