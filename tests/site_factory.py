"""A web site for tests: content loaded, accounts added through the front door, a client that signs in as a person would."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import Engine
from werkzeug.test import TestResponse

from catalog.editions import load_samples
from catalog.load import load_content
from common.actor import SYSTEM
from common.clock import Clock
from common.database import transaction
from common.settings import Settings
from web.accounts import actions, passwords
from web.app import create_app

PASSWORD = "a long enough password"
PEOPLE = {
    "beda": ("orderer", "Region A"), "bo": ("orderer", "Region B"), "hanna": ("officer", None), "gunnar": ("reviewer", None),
    "rut": ("keeper", None), "ada": ("admin", None),
}
DOCUMENT = """\
order: "1"
kind: statistics
title: {sv: Nya användare av ADHD-läkemedel, en: New users of ADHD drugs}
purpose: {legal: follow_up, text: Regionen följer hur användningen förändras i länen.}
cohorts:
  - id: new_adhd
    label: {sv: nya användare av ADHD-läkemedel, en: new users of ADHD drugs}
    criteria:
      - {id: start, register: lmed, codes: {system: ATC, expr: N06BA}, period: 2015-01/2023-12, run_in_months: 12, look_back_group: group}
tables:
  - {id: t1, measure: new_users_12m, of: new_adhd, look_back_group: group, rows: [year], columns: [sex, {age_group: child_adult}], totals: [sex]}
delivery: {contact: beda@example.se}
"""


@dataclass(frozen=True)
class Site:
    """The application and what it stands on."""

    app: Flask
    engine: Engine
    settings: Settings
    clock: Clock

    def visitor(self) -> Browser:
        """Somebody who has not signed in."""
        return Browser(self.app.test_client())

    def person(self, login: str) -> Browser:
        """Somebody who has."""
        browser = self.visitor()
        assert browser.post("/logga-in", form_on="/logga-in", login=login, password=PASSWORD).status_code == 303
        return browser


@dataclass(frozen=True)
class Browser:
    """A test client that carries the CSRF token of the page it posts from."""

    client: FlaskClient

    def get(self, address: str) -> TestResponse:
        return self.client.get(address)

    def post(self, address: str, *, form_on: str, **form: Any) -> TestResponse:
        token = re.search(r'name="csrf_token" value="([^"]+)"', self.get(form_on).text)
        assert token, f"no form on {form_on}"
        return self.client.post(address, data={"csrf_token": token[1], **form})


def make_site(engine: Engine, folder: Path, clock: Clock, **settings: Any) -> Site:
    """A site on a migrated database, with the authored content and one account of each kind."""
    fill(engine, folder, clock)
    return open_site(engine, folder, clock, **settings)


def fill(engine: Engine, folder: Path, clock: Clock) -> None:
    """Content, sample code lists and people."""
    with transaction(engine) as session:
        load_content(session, Settings(data=folder).content, SYSTEM, clock.now())
        load_samples(session, SYSTEM, clock.now())
    add_people(engine, clock)


def open_site(engine: Engine, folder: Path, clock: Clock, **settings: Any) -> Site:
    """A site on a database that is filled already."""
    chosen = Settings(data=folder, **settings)
    return Site(create_app(chosen, engine, clock), engine, chosen, clock)


def add_people(engine: Engine, clock: Clock) -> None:
    """The people of the tests; one hash serves them all, since argon2 is slow on purpose."""
    real = passwords.hash_password
    actions.hash_password = _hashed  # type: ignore[attr-defined]
    try:
        for login, (role, organisation) in PEOPLE.items():
            actions.add_account(engine, SYSTEM, clock, login=login, name=login.title(), roles=[role], password=PASSWORD, organisation=organisation)
    finally:
        actions.hash_password = real  # type: ignore[attr-defined]


@lru_cache(maxsize=1)
def _hashed(password: str) -> str:
    return passwords.hash_password(password)
