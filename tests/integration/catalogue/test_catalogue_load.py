"""Content goes into the store whole or not at all, and the catalogue answers from what was loaded; on both databases."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from sqlalchemy import Engine, func
from sqlmodel import select

from catalog.load import load_content
from catalog.lookup import loaded_at, open_catalogue
from catalog.store.content import ContentHeadRow, ContentObjectRow
from common.actor import Actor
from common.audit.store import find_events
from common.audit.verify import verify_chain
from common.clock import FixedClock
from common.database import reading, transaction
from common.errors import InputRefused, NotFound
from common.settings import Settings
from metadata.model.period import Period

KEEPER = Actor("keeper")


@pytest.fixture
def content(tmp_path: Path) -> Path:
    folder = tmp_path / "content"
    shutil.copytree(Settings().content, folder)
    return folder


def rows(engine: Engine) -> int:
    with reading(engine) as session:
        return session.exec(select(func.count()).select_from(ContentObjectRow)).one()


def test_nothing_can_be_looked_up_before_the_first_load(engine: Engine):
    with reading(engine) as session, pytest.raises(NotFound) as missing:
        open_catalogue(session)
    assert missing.value.code == "catalogue.error.not_loaded"


def test_the_shipped_content_is_loaded_with_its_event_and_read_back_unchanged(engine: Engine, clock: FixedClock):
    with transaction(engine) as session:
        report = load_content(session, Settings().content, KEEPER, clock.now())
    with reading(engine) as session:
        catalogue, when = open_catalogue(session), loaded_at(session)
        events = find_events(session, "content")
        assert verify_chain(session)[1] == []
    assert (catalogue.version, when) == (report.version, clock.now())
    assert [(event.what, event.actor.id, event.facts["version"]) for event in events] == [("catalogue.loaded", "keeper", report.version)]
    assert rows(engine) == sum(report.counts.values()) == sum(len(objects) for objects in catalogue.content.by_kind.values())
    assert [one.id for one in catalogue.bindings("par_in", "HDIA", Period.parse("1990"))] == ["par_in/HDIA/ICD-9-SE/1987-01-01"]


def test_the_same_content_again_changes_nothing(engine: Engine, clock: FixedClock):
    for already in (False, True):
        with transaction(engine) as session:
            assert load_content(session, Settings().content, KEEPER, clock.now()).already_loaded is already
    with reading(engine) as session:
        assert len(find_events(session, "content")) == 1


def test_content_with_errors_leaves_the_old_content_and_says_every_error(engine: Engine, clock: FixedClock, content: Path):
    with transaction(engine) as session:
        before = load_content(session, content, KEEPER, clock.now()).version
    count = rows(engine)
    measure = content / "measures" / "dispensings.yaml"
    measure.write_text(measure.read_text(encoding="utf-8").replace("unit: row", "unit: rowes").replace("registers: [lmed]", "registers: [lmad]"), "utf-8")
    holders = content / "holders" / "holders.yaml"
    holders.write_text(holders.read_text(encoding="utf-8").replace("- id: scb", "- id: sbc"), "utf-8")
    with pytest.raises(InputRefused) as refused, transaction(engine) as session:
        load_content(session, content, KEEPER, clock.now())
    assert refused.value.code == "catalogue.error.content_refused"
    found = {(finding.code, finding.path.split(":")[0]) for finding in refused.value.findings}
    assert found >= {
        ("content.error.value", "measures/dispensings.yaml"), ("content.error.unknown_reference", "registers/population/register.yaml"),
        ("content.error.unknown_reference", "code_lists/code_lists.yaml"),
    }
    with reading(engine) as session:
        assert open_catalogue(session).version == before
        assert len(find_events(session, "content")) == 1
    assert rows(engine) == count


def test_a_transaction_that_fails_later_leaves_nothing_behind(engine: Engine, clock: FixedClock):
    with pytest.raises(RuntimeError), transaction(engine) as session:
        load_content(session, Settings().content, KEEPER, clock.now())
        raise RuntimeError
    assert rows(engine) == 0
    with reading(engine) as session:
        assert session.get(ContentHeadRow, 1) is None
        assert find_events(session, "content") == []


def test_the_catalogue_is_parsed_once_a_version_and_anew_after_a_change(sqlite_engine: Engine, clock: FixedClock, content: Path):
    with transaction(sqlite_engine) as session:
        load_content(session, content, KEEPER, clock.now())
    with reading(sqlite_engine) as session:
        first = open_catalogue(session)
        assert open_catalogue(session) is first
    notes = content / "footnotes" / "notes.yaml"
    notes.write_text(notes.read_text(encoding="utf-8").replace("sv: Rader utan fullständigt", "sv: De rader utan fullständigt"), "utf-8")
    with transaction(sqlite_engine) as session:
        assert load_content(session, content, KEEPER, clock.now()).version != first.version
    with reading(sqlite_engine) as session:
        second = open_catalogue(session)
    assert second.note_text("NO-KEY").sv.startswith("De rader")
    assert first.note_text("NO-KEY").sv.startswith("Rader")


def test_the_version_does_not_depend_on_how_the_content_is_cut_into_files(sqlite_engine: Engine, clock: FixedClock, content: Path):
    with transaction(sqlite_engine) as session:
        before = load_content(session, content, KEEPER, clock.now()).version
    (content / "breakdowns" / "breakdowns.yaml").rename(content / "breakdowns" / "other.yaml")
    (content / "measures" / "ddd.yaml").rename(content / "measures" / "zzz.yaml")
    with transaction(sqlite_engine) as session:
        assert load_content(session, content, KEEPER, clock.now()).version == before


@pytest.mark.parametrize(
    ("ask", "code"),
    [
        (lambda catalogue: catalogue.get_register("lmad"), "catalogue.error.register"),
        (lambda catalogue: catalogue.get_measure("m"), "catalogue.error.measure"),
        (lambda catalogue: catalogue.get_variable("lmed", "X"), "catalogue.error.variable"),
        (lambda catalogue: catalogue.get_example("x"), "catalogue.error.example"),
        (lambda catalogue: catalogue.note_text("X"), "catalogue.error.footnote"),
    ],
)
def test_what_is_not_there_is_said_by_name(sqlite_engine: Engine, clock: FixedClock, ask, code: str):
    with transaction(sqlite_engine) as session:
        load_content(session, Settings().content, KEEPER, clock.now())
        catalogue = open_catalogue(session)
    with pytest.raises(NotFound) as missing:
        ask(catalogue)
    assert missing.value.code == code
