"""A catalogue several times the content's size in every format: within three seconds of computing each, equal bytes whatever order sets have."""

from __future__ import annotations

import json
import re
import subprocess
import sys
import time
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from uuid import UUID, uuid5

import pytest

from catalog.exchange.objects import sort_key
from catalog.importers.content import read_systems
from catalog.load import examine_content
from catalog.lookup import Catalogue
from exports.dcat.page import Page
from exports.dcat.portal import Portal
from exports.dcat.profiles import PROFILES
from exports.ddi.codebook import write_codebook
from exports.ddi.lifecycle import write_lifecycle
from exports.described import Described
from exports.plain_files import write_json
from exports.rdf import write_graph
from exports.rut.describe import describe_registers
from exports.rut.document import rut_envelope, rut_objects
from exports.schema_org import catalogue_json
from exports.skos import code_list_graph
from exports.workbook.register import write_register_workbook
from exports.workbook.rut import write_rut_workbook
from exports.workbook.variable_table import variable_rows, write_variable_workbook

ROOT = Path(__file__).resolve().parents[3]
AT = datetime(2026, 1, 12, 8, tzinfo=UTC)
BASE = "https://m.example.se"
PORTAL = Portal(BASE, "http://creativecommons.org/publicdomain/zero/1.0/")
UUIDS = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}")
VARIABLES, SECONDS = 1_500, 3


def copied(text: str, number: int) -> str:
    """All objects under other identities, references along with them."""
    return UUIDS.sub(lambda found: str(uuid5(UUID(found[0]), str(number))), text)


@pytest.fixture(scope="module")
def large() -> Described:
    read, _findings = examine_content(ROOT / "metadata" / "content")
    own = rut_objects(describe_registers(Catalogue("x", read.content)), read_systems())
    text, objects, number = json.dumps(own), list(own), 1
    while sum(one["type"] == "InstanceVariable" for one in objects) < VARIABLES:
        objects += json.loads(copied(text, number))
        number += 1
    return Described(tuple(sorted(objects, key=sort_key)), AT)


def document(described: Described) -> dict:
    return rut_envelope(described.objects, base=BASE, created=AT)


def feed(profile: str, syntax: str) -> Callable[[Described], bytes]:
    chosen = PROFILES[profile]
    return lambda one: write_graph(chosen.build_catalogue(one, chosen.chosen(one.registers), PORTAL, Page()).graph, syntax)


FORMATS: dict[str, Callable[[Described], bytes]] = {
    "rut json": lambda one: write_json(document(one)),
    "rut xlsx": lambda one: write_rut_workbook(document(one)),
    "variables": lambda one: write_variable_workbook(one, variable_rows(one, BASE)),
    "ddi lifecycle": write_lifecycle,
    "ddi codebook": lambda one: b"".join(write_codebook(one, register, BASE) for register in one.registers),
    "skos": lambda one: write_graph(code_list_graph(one, BASE).graph, "ttl"),
    "workbooks": lambda one: b"".join(write_register_workbook(one, register) for register in one.registers),
    "schema.org": lambda one: write_json(catalogue_json(one, PORTAL)),
    "dcat-ap": feed("dcat-ap-3.0.1", "ttl"),
    "dcat-ap-se": feed("dcat-ap-se-3.0.1", "rdf"),
    "healthdcat": feed("healthdcat-ap-r8", "jsonld"),
}


@pytest.mark.parametrize("name", list(FORMATS))
def test_every_format_of_a_large_catalogue_is_made_in_time(large, name):
    assert len(large.of("InstanceVariable")) >= VARIABLES
    start = time.process_time()
    data = FORMATS[name](large)
    spent = time.process_time() - start
    assert len(data) > 1000
    assert spent < SECONDS, f"{name}: {spent:.1f} s"


def test_the_order_of_sets_plays_no_part():
    """The same feeds in processes that hash differently."""
    program = (
        "import hashlib, sys; sys.path.insert(0, 'tests/integration/exports'); import test_whole_catalogue as t; "
        "from catalog.load import examine_content; from catalog.lookup import Catalogue; "
        "c = Catalogue('x', examine_content(t.ROOT / 'metadata' / 'content')[0].content); "
        "d = t.Described(tuple(t.rut_objects(t.describe_registers(c, ['lmed']))), t.AT); "
        "print(hashlib.sha256(b''.join(make(d) for make in t.FORMATS.values())).hexdigest())"
    )
    printed = {
        subprocess.run([sys.executable, "-c", program], cwd=ROOT, env={"PYTHONHASHSEED": seed, "PATH": "/usr/bin:/bin"}, capture_output=True, text=True, check=True).stdout
        for seed in ("1", "7")
    }
    assert len(printed) == 1
