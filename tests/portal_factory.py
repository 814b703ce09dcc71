"""Many registers for harvesters: portraits made from one authored register, and a repository of them that changes as told."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from threading import Thread
from typing import Any
from uuid import UUID
from wsgiref.simple_server import WSGIRequestHandler, make_server

from orders import catalogue
from werkzeug.wrappers import Request, Response

from exports.described import Described
from exports.oai import Record, Repository, answer
from exports.oai.record import Portrait
from exports.rut.describe import describe_registers
from exports.rut.document import rut_objects

BEGAN = datetime(2026, 1, 1, 8, 0, tzinfo=UTC)
SECRET = b"a secret of the tests"


class Registers:
    """`count` registers, one changed every minute; `touch` changes one now, `withdraw` takes one away."""

    def __init__(self, count: int, page: int = 100) -> None:
        self.page, self.cursor = page, count
        self.described = Described(tuple(rut_objects(describe_registers(catalogue(), ["lmed"]), {})), BEGAN)
        self.register = self.described.get_register("lmed")
        self.stamps: list[tuple[int, str, datetime]] = [(number, self.name(number), BEGAN + timedelta(minutes=number)) for number in range(count)]
        self.gone: set[str] = set()

    @staticmethod
    def name(number: int) -> str:
        return f"oai:example.se:register/{UUID(int=number)}"

    def touch(self, number: int, at: datetime) -> None:
        self.cursor += 1
        self.stamps.append((self.cursor, self.name(number), at))

    def withdraw(self, number: int, at: datetime) -> None:
        self.touch(number, at)
        self.gone.add(self.name(number))

    def stamps_at(self, cursor: int) -> Mapping[str, datetime]:
        return {name: at for position, name, at in self.stamps if position <= cursor}

    @property
    def repository(self) -> Repository:
        newest = self.stamps_at(self.cursor)
        records = {name: Record(name, f"r{at.minute}", at, None if name in self.gone else self._portrait(at)) for name, at in newest.items()}
        return Repository("Registers", "http://example.se/oai", "a@example.se", SECRET, self.cursor, records, self.stamps_at, self.page)

    def _portrait(self, at: datetime) -> Portrait:
        return Portrait(self.described, self.register, "http://example.se", BEGAN, at)


class _Quiet(WSGIRequestHandler):
    def log_message(self, *_arguments: Any) -> None:
        """Says nothing."""


@contextmanager
def served(registers: Registers, now: datetime) -> Iterator[str]:
    """The address of the repository on loopback, as a harvester reaches it."""

    @Request.application
    def application(request: Request) -> Response:
        pairs = [*request.args.items(multi=True), *request.form.items(multi=True)]
        return Response(answer(registers.repository, pairs, now), mimetype="text/xml")

    server = make_server("127.0.0.1", 0, application, handler_class=_Quiet)
    Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.server_port}/oai"
    finally:
        server.shutdown()
        server.server_close()
