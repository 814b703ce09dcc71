"""A portal that receives: a server of its own on loopback, which keeps what it is given and fails as it is told."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import Any


@dataclass
class Receiver:
    """What the portal holds by path, every request it saw, and what it says instead of an answer: (status, headers) for the next requests."""

    held: dict[str, bytes] = field(default_factory=dict)
    seen: list[tuple[str, str, dict[str, str]]] = field(default_factory=list)
    faults: list[tuple[int, dict[str, str]]] = field(default_factory=list)
    keys: set[str] = field(default_factory=set)
    token: str = ""
    doubled: int = 0
    refused: set[str] = field(default_factory=set)
    address: str = ""

    def take(self, method: str, path: str, headers: dict[str, str], body: bytes) -> tuple[int, dict[str, str], bytes]:
        """The answer to one request."""
        self.seen.append((method, path, headers))
        if self.faults:
            status, more = self.faults.pop(0)
            return status, more, b""
        if self.token and headers.get("Authorization") != f"Bearer {self.token}":
            return 401, {}, b""
        if any(word in path for word in self.refused):
            return 422, {}, b'{"error": "not acceptable"}'
        return self._ckan(path, headers, body) if "/api/3/action/" in path else self._plain(method, path, headers, body)

    def _plain(self, method: str, path: str, headers: dict[str, str], body: bytes) -> tuple[int, dict[str, str], bytes]:
        tag = {"ETag": f'"{len(self.held.get(path, b""))}"'}
        if method in ("HEAD", "GET"):
            return (200, tag, b"") if path in self.held else (404, {}, b"")
        if method == "DELETE":
            return (204, {}, b"") if self.held.pop(path, None) is not None else (404, {}, b"")
        key = headers.get("Idempotency-Key", "")
        if key in self.keys:
            self.doubled += 1
        self.keys.add(key)
        self.held[path if method == "PUT" else f"/posted/{key.split(':')[0]}"] = body
        return 201, {"ETag": f'"{len(body)}"'}, b""

    def _ckan(self, path: str, headers: dict[str, str], body: bytes) -> tuple[int, dict[str, str], bytes]:
        action, _mark, name = path.partition("/api/3/action/")[2].partition("?id=")
        if action in ("package_update", "package_delete", "package_show") and name not in self.held:
            return 404, {}, b""
        if action == "package_delete":
            del self.held[name]
        elif action != "package_show":
            name = name if action == "package_update" else f"remote-{len(self.held)}"
            self.held[name] = body
        return 200, {}, json.dumps({"success": True, "result": {"id": name}}).encode()


@contextmanager
def portal() -> Iterator[Receiver]:
    """A portal at an address on loopback."""
    found = Receiver()

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def _answer(self) -> None:
            body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
            status, headers, data = found.take(self.command, self.path, dict(self.headers), body)
            self.send_response_only(status)
            for name, value in headers.items():
                self.send_header(name, value)
            self.send_header("Content-Length", str(len(data)))
            self.end_headers()
            if self.command != "HEAD":
                self.wfile.write(data)

        do_PUT = do_POST = do_DELETE = do_GET = do_HEAD = _answer

        def log_message(self, *_arguments: Any) -> None:
            """Says nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    found.address = f"http://127.0.0.1:{server.server_port}"
    Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield found
    finally:
        server.shutdown()
        server.server_close()
