"""Pushing to a portal over real HTTP: nothing twice, nothing lost, and what fails leaves the rest."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import timedelta
from pathlib import Path
from socketserver import BaseRequestHandler, ThreadingTCPServer
from threading import Thread
from typing import Any

import pytest
from click.testing import CliRunner
from receiving_portal import Receiver, portal
from sqlalchemy import Engine

import registerlots
from catalog.load import load_content
from common.actor import SYSTEM
from common.audit.store import find_events
from common.audit.verify import verify_chain
from common.clock import FixedClock
from common.database import reading, transaction
from common.errors import Conflict, InputRefused, NotFound
from common.settings import Settings
from exports.dcat.portal import Portal
from exports.portal.push import Report, plan_push, push
from exports.portal.standing import standing_of
from exports.portal.store import records_of, take_lock
from exports.portal.target import Target, read_targets

BASE = "https://metadata.example.se"
PORTAL = Portal(BASE, Settings().metadata_licence, contact="a@example.se")


@pytest.fixture
def receiving() -> Iterator[Receiver]:
    with portal() as found:
        yield found


@pytest.fixture
def content(tmp_path: Path, engine: Engine, clock: FixedClock) -> Path:
    folder = tmp_path / "content"
    shutil.copytree(Settings().content, folder)
    load(engine, clock, folder)
    return folder


def load(engine: Engine, clock: FixedClock, folder: Path) -> None:
    with transaction(engine) as session:
        load_content(session, folder, SYSTEM, clock.now())


def change(folder: Path, old: str, new: str) -> None:
    path = folder / "registers" / "lmed" / "register.yaml"
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")


def at(receiving: Receiver, kind: str = "plain_put", **more: Any) -> Target:
    """A target for two registers."""
    return Target.model_validate({"name": "test", "kind": kind, "base_url": receiving.address, "profile": "rut-gsim-se/1.0", "registers": ("lmed", "dors")} | more)


def send(engine: Engine, clock: FixedClock, target: Target, token: str = "", slept: list[float] | None = None) -> Report:
    return push(engine, clock, SYSTEM, target, portal=PORTAL, token=token, sleep=(slept if slept is not None else []).append)


@pytest.mark.parametrize("kind", ["plain_put", "ingest_post", "ckan_like"])
def test_everything_is_sent_once_and_then_nothing(engine: Engine, clock: FixedClock, content: Path, receiving: Receiver, kind: str):
    target = at(receiving, kind)
    assert send(engine, clock, target).counts == {"delivered": 2}
    assert len(receiving.held) == 2
    seen = len(receiving.seen)
    assert send(engine, clock, target).counts == {"kept": 2}
    assert len(receiving.seen) == seen
    document = json.loads(next(iter(receiving.held.values())))
    assert (document["profile"], document["base"]) == ("rut-gsim-se/1.0", f"{BASE}/")


@pytest.mark.parametrize("profile", ["dcat-ap-3.0.1", "dcat-ap-se-3.0.1", "healthdcat-ap-r8", "ddi-codebook-2.5"])
def test_every_profile_is_written_judged_and_kept(engine: Engine, clock: FixedClock, content: Path, receiving: Receiver, profile: str):
    target = at(receiving, profile=profile)
    report = send(engine, clock, target)
    assert report.counts == {"delivered": 2}, [one for step, _why in report.told for one in step.reasons]
    clock.at += timedelta(days=1)
    assert send(engine, clock, target).counts == {"kept": 2}


def test_a_later_push_sends_what_changed_and_says_what(engine: Engine, clock: FixedClock, content: Path, receiving: Receiver):
    target = at(receiving)
    send(engine, clock, target)
    clock.at += timedelta(days=1)
    change(content, "size: {sv: mer än 100", "size: {sv: långt mer än 100")
    load(engine, clock, content)
    assert {(step.label, step.action, step.changed) for step in plan_push(engine, target, PORTAL)} == {("lmed", "send", ("lmed: size",)), ("dors", "keep", ())}
    assert send(engine, clock, target).counts == {"delivered": 1, "kept": 1}


def test_a_register_that_is_no_longer_chosen_is_withdrawn_once(engine: Engine, clock: FixedClock, content: Path, receiving: Receiver):
    send(engine, clock, at(receiving))
    assert send(engine, clock, at(receiving, registers=("lmed",))).counts == {"kept": 1, "withdrawn": 1}
    assert len(receiving.held) == 1
    assert send(engine, clock, at(receiving, registers=("lmed",))).counts == {"kept": 1}


def test_a_busy_portal_is_given_time_by_its_own_clock(engine: Engine, clock: FixedClock, content: Path, receiving: Receiver):
    wrong = {"Retry-After": "Thu, 01 Jan 1998 00:01:00 GMT", "Date": "Thu, 01 Jan 1998 00:00:00 GMT"}
    receiving.faults = [(429, {"Retry-After": "7"}), (503, wrong)]
    slept: list[float] = []
    assert send(engine, clock, at(receiving), slept=slept).counts == {"delivered": 2}
    assert slept[0] >= 7
    assert 59 <= slept[1] <= 61


def test_one_that_fails_leaves_the_rest_and_is_sent_next_time(engine: Engine, clock: FixedClock, content: Path, receiving: Receiver):
    receiving.faults = [(500, {})] * 5
    report = send(engine, clock, at(receiving))
    assert report.counts == {"pending": 1, "delivered": 1}
    assert [why for _step, why in report.told] == ["unreachable"]
    assert not report.is_complete
    assert send(engine, clock, at(receiving)).counts == {"delivered": 1, "kept": 1}


def test_one_that_is_refused_is_not_sent_again_until_it_changes(engine: Engine, clock: FixedClock, content: Path, receiving: Receiver):
    receiving.refused = {next(step.parcel.uuid for step in plan_push(engine, at(receiving), PORTAL) if step.label == "lmed")}
    assert send(engine, clock, at(receiving)).counts == {"refused": 1, "delivered": 1}
    seen = len(receiving.seen)
    assert send(engine, clock, at(receiving)).counts == {"kept": 2}
    assert len(receiving.seen) == seen
    receiving.refused = set()
    clock.at += timedelta(days=1)
    change(content, "size: {sv: mer än 100", "size: {sv: långt mer än 100")
    load(engine, clock, content)
    assert send(engine, clock, at(receiving)).counts == {"delivered": 1, "kept": 1}


def test_an_expired_secret_stops_at_the_first_and_says_so(engine: Engine, clock: FixedClock, content: Path, receiving: Receiver):
    receiving.token = "new"
    report = send(engine, clock, at(receiving), token="old")
    assert report.counts == {"pending": 2}
    assert {why for _step, why in report.told} == {"no_entry"}
    assert len(receiving.seen) == 1
    assert send(engine, clock, at(receiving), token="new").counts == {"delivered": 2}


def test_a_portal_that_is_not_there_is_tried_and_left(engine: Engine, clock: FixedClock, content: Path, receiving: Receiver):
    slept: list[float] = []
    gone = at(receiving, base_url="http://127.0.0.1:1", registers=("lmed",))
    assert send(engine, clock, gone, slept=slept).counts == {"pending": 1}
    assert len(slept) == 4
    assert slept == sorted(slept)


RUDE = {
    "closes at once": b"", "speaks no HTTP": b"\x00\xff garbage\r\n\r\n", "closes in the middle": b"HTTP/1.1 201 Created\r\nContent-Length: 100\r\n\r\nabc",
    "breaks a chunk": b"HTTP/1.1 201 Created\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\nabc",
    "packs nonsense": b"HTTP/1.1 201 Created\r\nContent-Encoding: gzip\r\nContent-Length: 3\r\n\r\nabc",
    "asks for odd patience": b"HTTP/1.1 503 Busy\r\nRetry-After: \xb2\r\nContent-Length: 0\r\n\r\n",
}


@contextmanager
def rude(said: bytes) -> Iterator[str]:
    """A server that says just this to everybody, and closes."""

    class Handler(BaseRequestHandler):
        def handle(self) -> None:
            self.request.settimeout(0.2)
            with suppress(OSError):
                while self.request.recv(65536):
                    pass
            self.request.sendall(said)

    with ThreadingTCPServer(("127.0.0.1", 0), Handler) as server:
        Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_address[1]}"
        server.shutdown()


def test_a_portal_without_manners_is_tried_and_left(engine: Engine, clock: FixedClock, content: Path, receiving: Receiver):
    for manner, said in RUDE.items():
        with rude(said) as address:
            report = send(engine, clock, at(receiving, base_url=address, registers=("lmed",)))
        assert (report.counts, [why for _step, why in report.told]) == ({"pending": 1}, ["unreachable"]), manner


def test_what_a_portal_says_of_a_delivered_object_is_kept_within_bounds(engine: Engine, clock: FixedClock, content: Path, receiving: Receiver):
    for name, body in (("deep", b"[" * 100_000), ("bytes", b"\xff\xfe"), ("odd", b'{"result": [1]}'), ("long", b'{"id": "' + b"x" * 2_000_000)):
        said = b"HTTP/1.1 201 Created\r\nETag: " + b"e" * 5000 + b"\r\nContent-Length: " + str(len(body)).encode() + b"\r\n\r\n" + body
        with rude(said) as address:
            assert send(engine, clock, at(receiving, name=name, base_url=address, registers=("lmed",))).counts == {"delivered": 1}, name
        with reading(engine) as session:
            (row,) = records_of(session, name).values()
        assert len(row.remote_id) + len(row.remote_etag) <= 1000


def test_a_portal_that_moved_is_told_and_sent_to_at_its_new_address(engine: Engine, clock: FixedClock, content: Path, receiving: Receiver):
    receiving.faults = [(308, {"Location": "http://127.0.0.1:1/"})] * 2
    report = send(engine, clock, at(receiving))
    assert (report.counts, {why for _step, why in report.told}) == ({"pending": 2}, {"moved"})
    assert len(receiving.seen) == 2
    assert send(engine, clock, at(receiving)).counts == {"delivered": 2}


def test_a_slow_push_keeps_its_lock(engine: Engine, clock: FixedClock, content: Path, receiving: Receiver, monkeypatch: pytest.MonkeyPatch):
    taken: list[bool] = []

    def slow(_seconds: float) -> None:
        clock.at += timedelta(minutes=20)
        with transaction(engine) as session:
            taken.append(take_lock(session, "test", clock.now(), clock.now()))

    target = at(receiving, page_delay_seconds=1)
    push(engine, clock, SYSTEM, target, portal=PORTAL, token="", sleep=slow)
    assert taken == [False, False]


def test_a_stop_between_sending_and_noting_sends_the_same_parcel_again(engine: Engine, clock: FixedClock, content: Path, receiving: Receiver, monkeypatch: pytest.MonkeyPatch):
    """The portal recognises the second by its key: nothing is there twice."""
    with monkeypatch.context() as broken:
        broken.setattr("exports.portal.push.save_record", lambda *_arguments: (_ for _ in ()).throw(KeyboardInterrupt))
        with pytest.raises(KeyboardInterrupt):
            send(engine, clock, at(receiving, "ingest_post"))
    assert send(engine, clock, at(receiving, "ingest_post")).counts == {"delivered": 2}
    assert (len(receiving.held), receiving.doubled) == (2, 1)


def test_two_do_not_push_to_one_target_and_a_dead_one_is_taken_over(engine: Engine, clock: FixedClock, content: Path, receiving: Receiver):
    with transaction(engine) as session:
        assert take_lock(session, "test", clock.now(), clock.now() + timedelta(minutes=30))
    with pytest.raises(Conflict):
        send(engine, clock, at(receiving))
    clock.at += timedelta(minutes=31)
    assert send(engine, clock, at(receiving)).counts == {"delivered": 2}


def test_each_push_is_an_event_without_the_secret(engine: Engine, clock: FixedClock, content: Path, receiving: Receiver):
    send(engine, clock, at(receiving), token="very secret")
    with reading(engine) as session:
        (event,) = find_events(session, "test")
        assert verify_chain(session)[1] == []
        assert {row.status for row in records_of(session, "test").values()} == {"delivered"}
    assert event.facts == {"target": "test", "profile": "rut-gsim-se/1.0", "delivered": "2"}


def test_drift_at_the_portal_is_seen_and_nothing_is_changed(engine: Engine, clock: FixedClock, content: Path, receiving: Receiver):
    target = at(receiving)
    send(engine, clock, target)
    first, second = sorted(receiving.held)
    del receiving.held[first]
    receiving.held[second] = b"tampered with"
    assert sorted(one.drift for one in standing_of(engine, target, {})) == ["changed", "missing"]
    assert {one.drift for one in standing_of(engine, target)} == {""}
    assert receiving.held == {second: b"tampered with"}


def test_the_file_of_targets_tells_all_its_faults(tmp_path: Path):
    path = tmp_path / "portals.yaml"
    path.write_text("- {name: A B, kind: ftp, base_url: http://x, profile: p}\n- {name: ok, kind: plain_put, base_url: ftp://x, profile: p}\n", encoding="utf-8")
    with pytest.raises(InputRefused) as refusal:
        read_targets(path)
    assert [(one.params["number"], one.params["key"]) for one in refusal.value.findings] == [(1, "name"), (1, "kind"), (2, "base_url")]


def test_a_profile_that_cannot_be_pushed_is_named(engine: Engine, clock: FixedClock, content: Path, receiving: Receiver):
    with pytest.raises(NotFound) as refusal:
        plan_push(engine, at(receiving, profile="dcat-ap-9"), PORTAL)
    assert "rut-gsim-se/1.0" in refusal.value.params["known"]


def test_by_command(tmp_path: Path, receiving: Receiver, monkeypatch: pytest.MonkeyPatch):
    (tmp_path / "portals.yaml").write_text(
        f"- {{name: test, kind: plain_put, base_url: {receiving.address}, profile: ddi-codebook-2.5, registers: [lmed]}}\n", encoding="utf-8"
    )
    monkeypatch.setenv("REGISTERLOTS_DATA", str(tmp_path / "data"))
    monkeypatch.setenv("REGISTERLOTS_PORTALS", str(tmp_path / "portals.yaml"))
    monkeypatch.setenv("REGISTERLOTS_PORTAL_TOKENS", '{"test": "secret"}')
    receiving.token = "secret"

    def run(*arguments: str) -> Any:
        return CliRunner().invoke(registerlots.program, arguments)

    assert run("migrate").exit_code == run("catalogue", "load").exit_code == 0
    dry = run("portal", "push", "test", "--dry-run")
    assert (dry.exit_code, "lmed" in dry.output, receiving.seen) == (0, True, [])
    done = run("portal", "push", "test")
    assert (done.exit_code, "levererade: 1" in done.output) == (0, True), done.output
    assert next(iter(receiving.held.values())).startswith(b"<?xml")
    assert "lmed" in run("portal", "status", "--reconcile").output
    unknown = run("portal", "push", "other")
    assert unknown.exit_code == 1
    assert "secret" not in done.output + unknown.output
