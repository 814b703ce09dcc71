"""A register described by its keeper, spoilt at one place at a time: each missing or garbled field is said once, where it stands, and nothing else is."""

from __future__ import annotations

import copy
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from pydantic import BaseModel

from catalog.importers.content import Sample
from catalog.load import examine_content
from catalog.reading import kind_of
from common.documents import read_document, write_yaml
from common.errors import Finding
from common.translate import LANGUAGES, translate
from metadata.model.code_system import CodeSystem
from metadata.model.content import KINDS

SAMPLE = Path(__file__).parents[2] / "samples" / "quality-register"
FILES = sorted(path.relative_to(SAMPLE) for path in SAMPLE.rglob("*.yaml") if path.name != "content.yaml")
CODE_FILES: dict[str, type[BaseModel]] = {"code_systems": CodeSystem, "samples": Sample}
Steps = tuple[str | int, ...]


def places(value: Any, above: Steps = ()) -> Iterator[Steps]:
    """The way to every field of a document."""
    children = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, child in children:
        if isinstance(value, dict):
            yield (*above, key)
        yield from places(child, (*above, key))


def spoil(value: Any, steps: Steps, into: Any = None) -> Any:
    """The document without the field, or with another value in it."""
    found = copy.deepcopy(value)
    parent = found
    for step in steps[:-1]:
        parent = parent[step]
    if into is None:
        del parent[steps[-1]]
    else:
        parent[steps[-1]] = into
    return found


def garbled(value: Any, steps: Steps) -> Any:
    """Something of another shape than what stands in the field."""
    for step in steps:
        value = value[step]
    return ["¤"] if isinstance(value, str) else "¤"


def findings_with(folder: Path, name: Path, value: Any) -> list[Finding]:
    for other in FILES:
        path = folder / other
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(write_yaml(value) if other == name else (SAMPLE / other).read_text(encoding="utf-8"), encoding="utf-8")
    return examine_content(folder)[1]


def kind(name: Path) -> str:
    """The kind of content in a file; of the files on codes their folder."""
    return kind_of(name) or name.parent.name


def mandatory(kind: str) -> set[str]:
    """The fields that an entry of the kind must have, as they are written; of a column its meaning too."""
    fields = (KINDS.get(kind) or CODE_FILES[kind]).model_fields
    names = {info.alias or name for name, info in fields.items() if info.is_required()}
    if kind == "variables":
        return (names - {"id", "register", "data_resource", "represented_variable", "data_from"}) | {"concept", "values"}
    return names


def test_the_sample_is_without_faults():
    assert examine_content(SAMPLE)[1] == []


@pytest.mark.parametrize("name", FILES, ids=str)
def test_each_missing_field_is_said_once_or_may_be_missing(tmp_path: Path, name: Path):
    document = read_document((SAMPLE / name).read_bytes(), str(name)).value
    for steps in places(document):
        found = findings_with(tmp_path, name, spoil(document, steps))
        assert len(found) <= 1, (steps, found)
        top = steps[1] if isinstance(document, list) and len(steps) == 2 else steps[0] if len(steps) == 1 else None
        if top in mandatory(kind(name)):
            assert [(one.code, one.params["field"]) for one in found] == [("content.error.missing", top)], steps


@pytest.mark.parametrize("name", FILES, ids=str)
def test_each_garbled_field_is_said_once_in_its_file_in_both_languages(tmp_path: Path, name: Path):
    document = read_document((SAMPLE / name).read_bytes(), str(name)).value
    for steps in places(document):
        found = findings_with(tmp_path, name, spoil(document, steps, garbled(document, steps)))
        assert len(found) == 1, (steps, found)
        assert found[0].path.startswith(f"{name}:")
        for language in LANGUAGES:
            sentence = translate(found[0].key, language, **found[0].params)
            assert sentence != found[0].key and "{" not in sentence.replace("{sv: …, en: …}", "")


def test_all_faults_of_all_files_are_said_at_once(tmp_path: Path):
    for name in FILES:
        document = read_document((SAMPLE / name).read_bytes(), str(name)).value
        first = next(steps for steps in places(document) if steps[-1] in mandatory(kind(name)))
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(write_yaml(spoil(document, first)), encoding="utf-8")
    found = examine_content(tmp_path)[1]
    assert sorted(finding.path.partition(":")[0] for finding in found) == sorted(str(name) for name in FILES)
