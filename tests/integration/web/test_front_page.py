"""The front page: examples first, a few in full and all of them named, quickly whatever their number."""

from __future__ import annotations

from site_factory import Site
from sqlalchemy import event

from catalog.lookup import open_catalogue
from common.database import reading


def test_every_example_is_named_and_a_few_are_shown_in_full(site: Site) -> None:
    page = site.visitor().get("/").text
    with reading(site.engine) as session:
        examples = open_catalogue(session).examples
    assert all(f'href="/exempel/{one.key}"' in page for one in examples)
    assert page.count('<article class="example"') == 3 and 'id="q"' in page


def test_no_page_of_the_catalogue_asks_the_database_once_for_each_thing_it_shows(site: Site) -> None:
    visitor, asked = site.visitor(), []
    event.listen(site.engine, "before_cursor_execute", lambda *given: asked.append(given[2]))
    counts = {}
    for address in ("/", "/katalog", "/register/par_in", "/variabel/par_in/DIA", "/begrepp/sex", "/kodverk/ATC", "/kod/ATC/N", "/kod/ATC/N06A", "/hjalp",
                    "/api/v1/registers", "/api/v1/variables?limit=200", "/api/v1/code-systems/ATC/codes?limit=200"):
        visitor.get(address)
        asked.clear()
        visitor.get(address)
        counts[address] = sum(statement.lstrip().upper().startswith("SELECT") for statement in asked)
    assert max(counts.values()) <= 14, counts
