"""The search beside SQLite FTS5 and tantivy on the same real lists: time to build, hits among the first five, processor time of a question."""

from __future__ import annotations

import csv
import os
import resource
import sqlite3
import sys
import tempfile
from collections.abc import Callable
from datetime import date
from pathlib import Path
from time import process_time, thread_time

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from catalog.editions import edition_of  # noqa: E402
from catalog.importers.edition import import_edition  # noqa: E402
from catalog.load import examine_content  # noqa: E402
from catalog.lookup import Catalogue  # noqa: E402
from catalog.search.documents import show_code  # noqa: E402
from catalog.search.index import build_parts  # noqa: E402
from catalog.search.query import search  # noqa: E402
from catalog.search.refresh import own_titles  # noqa: E402
from catalog.search.sources import code_source, content_source, families_of  # noqa: E402
from common.settings import Settings  # noqa: E402
from metadata.model.code_system import CodeEdition  # noqa: E402

LISTS = (("ICD-10-SE", "icd-10-se-2021-text", "2021"), ("KVA", "kva-2021-text", "2021"), ("ATC", "atc/who_atc_ddd_2026-04-25.csv", "2026-04-25"), ("NKOO", "samples/nkoo", "sample"))
PHRASES = ("akut inflammation i bukspottkörteln", "medel mot högt blodtryck", "fraktur på höger handled", "borttagning av gallblåsa", "kronisk njursvikt hos vuxna")
Ask = Callable[[str, str, int], list[str]]


def fts(folder: Path, editions: list[CodeEdition]) -> Ask:
    """SQLite FTS5 over titles in both languages, folded, words as beginnings."""
    database = sqlite3.connect(folder / "fts.sqlite3")
    database.execute("create virtual table listed using fts5(system unindexed, code unindexed, title, tokenize = 'unicode61 remove_diacritics 2')")
    rows = [(one.system, show_code(one.system, entry.code), f"{entry.title_sv} {entry.title_en}") for one in editions for entry in one.entries if entry.kind == "code"]
    database.executemany("insert into listed values (?, ?, ?)", rows)
    database.commit()

    def ask(text: str, system: str, limit: int) -> list[str]:
        words = " ".join(f'"{word}"*' for word in text.replace('"', "").split())
        query = "select code from listed where listed match ? and system = ? order by rank limit ?"
        return [row[0] for row in database.execute(query, (f"title: ({words})", system, limit))]

    return ask


def tantivy_index(folder: Path, editions: list[CodeEdition]) -> Ask | None:
    """tantivy with its Swedish stemmer over the same titles; None where the benchmark extra is not installed."""
    try:
        import tantivy  # noqa: PLC0415
    except ImportError:
        return None
    schema = tantivy.SchemaBuilder().add_text_field("system", stored=True, tokenizer_name="raw").add_text_field("code", stored=True, tokenizer_name="raw")
    schema = schema.add_text_field("title", stored=False, tokenizer_name="swedish").build()
    (folder / "tantivy").mkdir()
    index = tantivy.Index(schema, path=str(folder / "tantivy"))
    analyzer = tantivy.TextAnalyzerBuilder(tantivy.Tokenizer.simple()).filter(tantivy.Filter.lowercase()).filter(tantivy.Filter.stemmer("swedish")).build()
    index.register_tokenizer("swedish", analyzer)
    writer = index.writer(64_000_000, 1)
    for one in editions:
        for entry in one.entries:
            if entry.kind == "code":
                writer.add_document(tantivy.Document(system=one.system, code=show_code(one.system, entry.code), title=f"{entry.title_sv} {entry.title_en}"))
    writer.commit()
    index.reload()
    searcher = index.searcher()

    def ask(text: str, system: str, limit: int) -> list[str]:
        words = "".join(sign if sign.isalnum() else " " for sign in text)
        query = tantivy.Query.boolean_query([
            (tantivy.Occur.Must, index.parse_query(words, ["title"])), (tantivy.Occur.Must, tantivy.Query.term_query(schema, "system", system)),
        ])
        return [searcher.doc(address)["code"][0] for _score, address in searcher.search(query, limit).hits]

    return ask


def ours(folder: Path, editions: list[CodeEdition]) -> Ask:
    """The product's own search over the same lists, with the words of its content."""
    catalogue = Catalogue("bench", examine_content(Settings().content)[0].content)
    place = folder / "index"
    codes = [
        code_source(catalogue, one.system, [(one.label, one.sha256)], (), lambda one=one: ((one,), {}), own_titles().get(one.system)) for one in editions  # type: ignore[misc]
    ]
    build_parts(place, [content_source(catalogue), *codes], families_of(catalogue))
    return lambda text, system, limit: [hit.code for hit in search(place, text, scope="codes", system=system, limit=limit)]


def timed(ask: Ask, questions: list[tuple[str, str]]) -> tuple[float, float]:
    """Median and 95th percentile in milliseconds of processor time, every question asked twice, the first round not counted."""
    for text, system in questions:
        ask(text, system, 8)
    spent = []
    for text, system in questions:
        start = thread_time()
        ask(text, system, 8)
        spent.append((thread_time() - start) * 1000)
    spent.sort()
    return spent[len(spent) // 2], spent[int(len(spent) * 0.95)]


def main() -> None:
    """One table: a row per engine."""
    shared = Path(os.environ.get("REGISTERLOTS_SHARED", ROOT.parent / "shared" / "data")) / "codes"
    start = process_time()
    editions = [edition_of(import_edition(shared / path, system, date(2026, 5, 1), label)) for system, path, label in LISTS]
    print(f"{sum(map(len, editions)):,} codes read in {process_time() - start:.1f} s of processor time")
    with (shared / "search_examples.tsv").open(encoding="utf-8", newline="") as file:
        examples = [(row["query"], row["system"], set(row["expected"].split("|"))) for row in csv.DictReader(file, delimiter="\t")]
    typed = [(text[:end], system) for text, system, _expected in examples for end in range(2, len(text) + 1)]
    several = [(text, system) for text in PHRASES for system, _path, _label in LISTS]
    print("engine | built, processor s | hit@5 of the public examples | type-ahead p50 / p95, processor ms | several words p50 / p95, processor ms")
    for name, make in (("registerlots", ours), ("SQLite FTS5", fts), ("tantivy", tantivy_index)):
        with tempfile.TemporaryDirectory() as folder:
            start = process_time()
            ask = make(Path(folder), editions)
            built = process_time() - start
            if ask is None:
                print(f"{name} | not installed: pip install '.[bench]'")
                continue
            hits = sum(bool(expected & set(ask(text, system, 5))) for text, system, expected in examples)
            ahead, words = timed(ask, typed), timed(ask, several)
            print(f"{name} | {built:.1f} | {hits}/{len(examples)} | {ahead[0]:.1f} / {ahead[1]:.1f} | {words[0]:.1f} / {words[1]:.1f}", flush=True)
    print(f"largest memory {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024} MB")


if __name__ == "__main__":
    main()
