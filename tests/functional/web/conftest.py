"""A whole installation for a browser: site, made-up registers, a worker that works when told to, and Chromium."""

from __future__ import annotations

import os
import shutil
import threading
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
import waitress
from playwright.sync_api import Browser, sync_playwright
from site_factory import Site, make_site

from catalog.search.refresh import refresh_index
from common.clock import SystemClock
from common.database import open_address, reading
from jobs.counter import follow_run
from jobs.microdata.synthesis import generate
from jobs.worker import Worker

PROGRAM = os.environ.get("CHROMIUM", shutil.which("chromium") or shutil.which("chromium-browser") or "")  # noqa: TID251 - tests only
SWITCHES = ["--no-sandbox", "--headless", "--disable-gpu", "--disable-background-networking"]


@dataclass(frozen=True)
class House:
    """A running installation."""

    address: str
    site: Site
    worker: Worker

    def work(self) -> None:
        """Lets the worker empty its queue."""
        self.worker.run(once=True)


@pytest.fixture(scope="session")
def house(sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    folder = tmp_path_factory.mktemp("house")
    shutil.copy(sqlite_template, folder / "registerlots.sqlite3")
    engine, clock = open_address(f"sqlite:///{folder / 'registerlots.sqlite3'}"), SystemClock()
    generate(folder / "snapshots" / "demo", 6000, 2014, 2024, 1)
    worker = Worker(engine, clock, folder / "snapshots", "test", follow=follow_run)
    worker.run(once=True)
    site = make_site(engine, folder, clock)
    with reading(engine) as session:
        refresh_index(session, site.settings.index_folder)
    server = waitress.create_server(site.app, host="127.0.0.1", port=0, threads=4)
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    yield House(f"http://127.0.0.1:{server.effective_port}", site, worker)
    server.close()
    engine.dispose()


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    if not PROGRAM:
        pytest.skip("no Chromium on this machine; apt-get install chromium, or set CHROMIUM to its path")
    with sync_playwright() as play:
        browser = play.chromium.launch(executable_path=PROGRAM, args=SWITCHES, timeout=60_000)
        yield browser
        browser.close()


