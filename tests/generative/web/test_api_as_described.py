"""Every operation answers as its OpenAPI description says, whatever it is asked: right and wrong parameters, known and unknown paths."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as some
from jsonschema import Draft202012Validator
from site_factory import Site, fill, open_site

from catalog.search.refresh import refresh_index
from common.clock import FixedClock
from common.database import open_address, reading
from web.api import OPERATIONS
from web.api.description import describe

KNOWN = {
    "register": ["lmed", "par"], "data_resource": ["LMED", "PAR_SV"], "column": ["ATC", "HDIA"], "concept": ["sex"], "value_domain": ["date"],
    "system": ["ATC", "icd-10-se", "ICD-7"], "code": ["N06A", "F32", "f32.0", "F30-F39"], "measure": ["ddd"], "breakdown": ["sex"],
    "example": ["nya-anvandare-adhd"], "key": ["run-in"],
}
TEXTS = some.text(min_size=1, max_size=12)
DESCRIPTION = describe("http://127.0.0.1:8000", OPERATIONS)
ADDRESSES = [(path, method) for path, methods in DESCRIPTION["paths"].items() for method in methods]


@pytest.fixture(scope="module")
def site(sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    folder, clock = tmp_path_factory.mktemp("api"), FixedClock(datetime(2026, 1, 12, 8, tzinfo=UTC))
    shutil.copy(sqlite_template, folder / "registerlots.sqlite3")
    engine = open_address(f"sqlite:///{folder / 'registerlots.sqlite3'}")
    fill(engine, folder, clock)
    made = open_site(engine, folder, clock)
    with reading(engine) as session:
        refresh_index(session, made.settings.index_folder)
    yield made
    engine.dispose()


def right(schema: dict[str, Any]) -> some.SearchStrategy[str]:
    """Values a parameter's schema allows."""
    if "enum" in schema:
        return some.sampled_from(schema["enum"])
    if schema.get("format") == "date":
        return some.dates().map(str)
    if schema["type"] == "integer":
        return some.integers(schema["minimum"], schema["maximum"]).map(str)
    if "pattern" in schema:
        return some.from_regex(schema["pattern"], fullmatch=True)
    return some.text(max_size=min(schema["maxLength"], 20))


@some.composite
def questions(draw: Any, path: str, method: str) -> tuple[str, dict[str, str], bool]:
    """An address with its parameters, and whether every parameter is one the description allows."""
    operation = DESCRIPTION["paths"][path][method]
    address, query, is_right = path, {}, True
    for parameter in operation.get("parameters", ()):
        name = parameter["name"]
        if parameter["in"] == "path":
            value = draw(some.sampled_from(KNOWN[name]) | TEXTS)
            address = address.replace("{" + name + "}", value.replace("/", "%2F").replace("%", "%25").replace("?", "%3F").replace("#", "%23"))
        elif parameter["required"] or draw(some.booleans()):
            is_wrong = draw(some.integers(0, 4)) == 0
            query[name] = draw(TEXTS) if is_wrong else draw(right(parameter["schema"]))
            is_right = is_right and not is_wrong
    if draw(some.integers(0, 9)) == 0:
        query[draw(some.sampled_from(["nonsense", "Limit", "q "]))], is_right = "1", False
    return address, query, is_right


@pytest.mark.parametrize(("path", "method"), ADDRESSES)
def test_every_answer_is_one_that_is_described(site: Site, path: str, method: str) -> None:
    operation, client = DESCRIPTION["paths"][path][method], site.app.test_client()

    @settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow])
    @given(questions(path, method), some.sampled_from(["{}", "order: 1\nkind: statistics\n", "[", "\x00"]))
    def ask(asked: tuple[str, dict[str, str], bool], body: str) -> None:
        address, query, is_right = asked
        answer = client.open(f"/api/v1{address}", method=method.upper(), query_string=query, data=body if method == "post" else None, content_type="application/yaml")
        described = operation["responses"].get(str(answer.status_code))
        assert described, (answer.status_code, address, query)
        (media, content), *_rest = described["content"].items()
        assert answer.mimetype == media
        schema = {**content["schema"], "components": DESCRIPTION["components"]}
        assert not [error.message for error in Draft202012Validator(schema).iter_errors(answer.json)]
        assert not (method == "get" and is_right and answer.status_code == 422), answer.json

    ask()


def test_the_description_names_every_address_that_is_served(site: Site) -> None:
    served = {rule.rule.removeprefix("/api/v1").replace("<", "{").replace(">", "}") for rule in site.app.url_map.iter_rules() if rule.rule.startswith("/api/v1")}
    assert served - {"/openapi.json"} == set(DESCRIPTION["paths"])
    ids = [operation["operationId"] for methods in DESCRIPTION["paths"].values() for operation in methods.values()]
    assert len(ids) == len(set(ids))
