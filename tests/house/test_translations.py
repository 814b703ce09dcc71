"""Swedish and English are equals: the same keys, the same parameters, every key that code names exists, none lies unused."""

from __future__ import annotations

import re
from pathlib import Path
from string import Formatter

from babel.messages.pofile import read_po

from common.translate import ROOMS, catalogue

ROOT = Path(__file__).resolve().parents[2]
KEY = re.compile(rf"""["']((?:{"|".join(ROOMS)}|document|database|order|content|codes|audit|run|state|role)(?:\.[a-z0-9_]+){{2,}})["']""")


def parameters(text: str) -> set[str]:
    return {name for _literal, name, _spec, _conversion in Formatter().parse(text) if name}


def test_both_languages_have_the_same_keys() -> None:
    swedish, english = set(catalogue("sv")), set(catalogue("en"))
    assert swedish == english, f"only sv: {sorted(swedish - english)[:20]}, only en: {sorted(english - swedish)[:20]}"


def test_both_languages_use_the_same_parameters() -> None:
    swedish, english = catalogue("sv"), catalogue("en")
    differing = [key for key in swedish if parameters(swedish[key]) != parameters(english.get(key, ""))]
    assert not differing, f"parameters differ between sv and en: {differing}"


def test_no_sentence_is_empty_and_no_key_stands_twice() -> None:
    for language in ("sv", "en"):
        seen: dict[str, Path] = {}
        for room in ROOMS:
            for path in sorted((ROOT / room / "translations" / language).glob("*.po")):
                with path.open("rb") as file:
                    for message in read_po(file):
                        if not message.id:
                            continue
                        assert message.string, f"{path}: {message.id} has no sentence"
                        assert message.id not in seen, f"{message.id} stands in {path} and in {seen[message.id]}"
                        seen[str(message.id)] = path


def sources() -> str:
    places = [path for room in ROOMS for path in (ROOT / room).rglob("*") if path.suffix in (".py", ".html", ".yaml")]
    return "\n".join(path.read_text(encoding="utf-8") for path in [*places, ROOT / "registerlots.py"])


def test_every_key_that_code_names_exists() -> None:
    known = catalogue("sv")
    missing = {key for key in KEY.findall(sources()) if key not in known and not any(other.startswith(key + ".") for other in known)}
    assert not missing, f"named in code, in no catalogue: {sorted(missing)}"
