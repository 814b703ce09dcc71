"""The change feed tells exactly what a load published, changed or withdrew, and nothing when nothing did; on both databases."""

from __future__ import annotations

import shutil
from datetime import timedelta
from pathlib import Path
from uuid import UUID

import pytest
from sqlalchemy import Engine
from sqlmodel import delete

from catalog.changes import describe_objects, open_feed, read_changes, record_changes
from catalog.load import load_content
from catalog.store.changes import ChangeEvent, ChangeEventRow
from common.actor import Actor
from common.clock import FixedClock
from common.database import reading, transaction
from common.errors import Gone, InputRefused
from common.settings import Settings

KEEPER = Actor("keeper")


@pytest.fixture
def content(tmp_path: Path) -> Path:
    folder = tmp_path / "content"
    shutil.copytree(Settings().content, folder)
    return folder


def load(engine: Engine, clock: FixedClock, folder: Path) -> list[ChangeEvent]:
    """The events that loading a folder appends."""
    with reading(engine) as session:
        cursor = open_feed(session).cursor
    with transaction(engine) as session:
        load_content(session, folder, KEEPER, clock.now())
    with reading(engine) as session:
        return read_changes(session, cursor)


def change(folder: Path, file: str, old: str, new: str) -> None:
    path = folder / file
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")


def test_the_first_load_publishes_everything_and_the_second_nothing(engine: Engine, clock: FixedClock, content: Path):
    first = load(engine, clock, content)
    assert {event.action for event in first} == {"published"}
    assert {"Register", "DataResource", "InstanceVariable", "RepresentedVariable", "CodeList", "Concept", "Agent"} <= {event.type_name for event in first}
    assert [event.seq for event in first] == sorted({event.seq for event in first})
    assert load(engine, clock, content) == []


def test_a_changed_text_is_one_event_that_names_the_part(engine: Engine, clock: FixedClock, content: Path):
    load(engine, clock, content)
    change(content, "registers/lmed/register.yaml", "size: {sv: mer än 100", "size: {sv: långt mer än 100")
    (event,) = load(engine, clock, content)
    assert (event.type_name, event.id, event.action, event.fields, event.label["sv"]) == ("Register", "lmed", "changed", ("size",), "Läkemedelsregistret")


def test_what_is_taken_away_leaves_a_tombstone_and_may_come_back(engine: Engine, clock: FixedClock, content: Path):
    load(engine, clock, content)
    change(content, "registers/dental/variables.yaml", "- column: pris", "- administrative: draft\n  column: pris")
    (gone,) = load(engine, clock, content)
    assert (gone.type_name, gone.action, gone.uri.startswith("id/instance-variable/")) == ("InstanceVariable", "withdrawn", True)
    with reading(engine) as session:
        assert [event.uuid for event in open_feed(session).withdrawn("InstanceVariable")] == [gone.uuid]
    change(content, "registers/dental/variables.yaml", "- administrative: draft\n  column", "- column")
    (back,) = load(engine, clock, content)
    assert (back.action, back.uuid) == ("restored", gone.uuid)


def test_an_ended_object_is_told_as_such(engine: Engine, clock: FixedClock, content: Path):
    load(engine, clock, content)
    change(content, "registers/can/register.yaml", "id: can", "life_cycle: retired\nid: can")
    assert [(event.action, event.fields) for event in load(engine, clock, content)] == [("retired", ("life_cycle",))]


def test_a_refused_load_writes_no_event(engine: Engine, clock: FixedClock, content: Path):
    load(engine, clock, content)
    change(content, "registers/lmed/register.yaml", "holder: socialstyrelsen", "holder: nobody")
    with pytest.raises(InputRefused):
        load(engine, clock, content)
    with reading(engine) as session:
        feed = open_feed(session)
        assert read_changes(session, feed.cursor) == []


def test_an_installation_from_before_the_feed_catches_up(engine: Engine, clock: FixedClock, content: Path):
    first = load(engine, clock, content)
    with transaction(engine) as session:
        session.exec(delete(ChangeEventRow))
    again = load(engine, clock, content)
    assert [(event.uuid, event.action) for event in again] == [(event.uuid, event.action) for event in first]


def test_a_position_that_was_never_given_is_refused_with_the_way_forward(engine: Engine, clock: FixedClock, content: Path):
    load(engine, clock, content)
    with reading(engine) as session:
        with pytest.raises(Gone) as refusal:
            read_changes(session, 1_000_000)
        assert refusal.value.code == "catalogue.error.cursor"
        assert len(read_changes(session, 0, 5)) == 5


def test_first_and_newest_times_are_kept(engine: Engine, clock: FixedClock, content: Path):
    load(engine, clock, content)
    began = clock.now()
    clock.at += timedelta(days=40)
    change(content, "registers/lmed/register.yaml", "size: {sv: mer än 100", "size: {sv: långt mer än 100")
    (event,) = load(engine, clock, content)
    with reading(engine) as session:
        feed = open_feed(session)
    assert (feed.published_at(UUID(event.uuid)), feed.changed_at(UUID(event.uuid))) == (began, clock.now())


def test_content_does_not_withdraw_what_was_imported(engine: Engine, clock: FixedClock, content: Path):
    load(engine, clock, content)
    imported = {
        "type": "Register", "id": "00000000-0000-4000-8000-000000000001", "localId": "quality", "version": "1.0.0", "name": {"sv": "Kvalitetsregister"},
        "administrativeStatus": "published",
    }
    with transaction(engine) as session:
        assert record_changes(session, {}, describe_objects([imported, imported | {"administrativeStatus": "draft"}]), clock.now(), origin="import-1") == 1
    change(content, "registers/lmed/register.yaml", "size: {sv: mer än 100", "size: {sv: långt mer än 100")
    assert [event.id for event in load(engine, clock, content)] == ["lmed"]
