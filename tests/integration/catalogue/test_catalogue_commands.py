"""The commands of the catalogue as a keeper types them: load, status, search, and what doctor is told."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from sqlalchemy import Engine

from catalog.commands import catalogue, examine_catalogue, search
from catalog.editions import audit_event, load_edition
from catalog.importers.draft import ImportedEdition
from catalog.search.refresh import is_stale, refresh_index
from common.actor import SYSTEM
from common.clock import FixedClock
from common.database import reading, transaction
from common.errors import InputRefused
from common.installation import Installation
from common.settings import Settings
from metadata.model.code_system import Code


@pytest.fixture
def installation(engine: Engine, clock: FixedClock, tmp_path: Path) -> Installation:
    content = tmp_path / "content"
    shutil.copytree(Settings().content, content)
    made = Installation(clock=clock)
    made.__dict__.update(engine=engine, settings=Settings(data=tmp_path / "data", content=content, language="en"))
    return made


def run(installation: Installation, command, *arguments: str) -> Result:
    return CliRunner().invoke(command, arguments, obj=installation, catch_exceptions=False)


def test_load_reports_and_indexes_once_and_status_says_so(installation: Installation):
    first = json.loads(run(installation, catalogue, "load", "--json").stdout)
    again = json.loads(run(installation, catalogue, "load", "--json").stdout)
    assert (first["already_loaded"], again["already_loaded"], again["indexed"]) == (False, True, None)
    assert first["indexed"] > 100
    said = json.loads(run(installation, catalogue, "status", "--json").stdout)
    assert (said["version"], said["index_stale"], said["counts"]["counties"]) == (first["version"], False, 21)
    assert "up to date" in run(installation, catalogue, "status").stdout
    assert list(examine_catalogue(installation)) == []


def test_doctor_is_told_what_is_not_loaded_changed_or_out_of_step(installation: Installation):
    assert [finding.code for finding in examine_catalogue(installation)] == ["catalogue.error.not_loaded"]
    run(installation, catalogue, "load")
    notes = installation.settings.content / "footnotes" / "notes.yaml"
    notes.write_text(notes.read_text(encoding="utf-8").replace("en: Rows without", "en: The rows without"), "utf-8")
    shutil.rmtree(installation.settings.index_folder)
    assert [finding.code for finding in examine_catalogue(installation)] == ["catalogue.doctor.changed", "catalogue.doctor.index"]


def test_a_content_error_refuses_the_load_with_its_place(installation: Installation):
    (installation.settings.content / "holders" / "more.yaml").write_text("id: x\n", encoding="utf-8")
    with pytest.raises(InputRefused) as refused:
        run(installation, catalogue, "load")
    assert [(one.code, one.path) for one in refused.value.findings] == [("content.error.missing", "holders/more.yaml:1")]


def test_search_prints_ranked_hits_or_a_way_forward(installation: Installation):
    run(installation, catalogue, "load")
    (hit, *_rest) = json.loads(run(installation, search, "EDATUM", "--json").stdout)
    assert {"kind", "system", "code", "title", "why"} <= set(hit)
    assert (hit["kind"], hit["system"], hit["code"], hit["title"]) == ("variable", "lmed", "EDATUM", "Dispensing date")
    assert run(installation, search, "EDATUM", "--lang", "sv").stdout.startswith("lmed\tEDATUM\tUttagsdatum\t(kolumn: EDATUM)")
    assert "Try another word" in run(installation, search, "qqqqqq").stdout
    assert run(installation, search, "x", "--in", "everything").exit_code == 2


def test_a_new_code_list_makes_the_index_stale_and_is_found_after_the_next_load(installation: Installation):
    run(installation, catalogue, "load")
    edition = ImportedEdition(
        system="ICD-10-SE", label="2099", codes=(Code("G40", "Epilepsi", level=3),), valid_from=None, source_name="a.txt", sha256="a" * 64,
        importer="test", encoding="utf-8",
    )
    with transaction(installation.engine) as session:
        load_edition(session, edition, audit_event(edition, SYSTEM, installation.clock.now()), confirmed=True)
    folder = installation.settings.index_folder
    with reading(installation.engine) as session:
        assert is_stale(session, folder)
        assert refresh_index(session, folder)
        assert not is_stale(session, folder)
        assert refresh_index(session, folder) is None
    assert [hit["code"] for hit in json.loads(run(installation, search, "epilepsier", "--system", "ICD-10-SE", "--json").stdout)] == ["G40"]
