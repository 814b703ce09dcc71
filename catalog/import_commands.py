"""Commands of the importing side: descriptions from files into drafts, and what a keeper decides on them."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import asdict
from pathlib import Path
from typing import Any

import click

from common.errors import Finding, Severity
from common.installation import Installation

Reader = Callable[[bytes, str], Any]
"""Content and name of a file to what was harvested from it."""
_FILE = click.Path(exists=True, dir_okay=False, path_type=Path)
_AS = click.option("--as", "user", default=None, help="The account that imports; the system itself when none is named.")
_DRY = click.option("--dry-run", is_flag=True, help="Only read and report; nothing is stored.")
_JSON = click.option("--json", "as_json", is_flag=True, help="Print the report as JSON.")


@click.group(name="import")
def import_() -> None:
    """Descriptions from elsewhere, into drafts. / Beskrivningar utifrån, till utkast."""


def _importer(reader: Callable[[], Reader]) -> click.Command:
    """The command of one format: its name and help are those of the function that finds the format's reader when it is needed."""
    name, text = reader.__name__, reader.__doc__

    @import_.command(name, help=text)
    @click.argument("file", type=_FILE)
    @_AS
    @_DRY
    @_JSON
    @click.pass_obj
    def command(installation: Installation, file: Path, user: str | None, dry_run: bool, as_json: bool) -> None:
        _import(installation, reader(), file, user, dry_run, as_json)

    return command


@_importer
def rut() -> Reader:
    """A document of the profile rut-gsim-se/1.0, JSON or xlsx. / Ett dokument i profilen rut-gsim-se/1.0."""
    from catalog.exchange.rut import read_rut

    return read_rut


@_importer
def workbook() -> Reader:
    """A register workbook of the National Board of Health and Welfare's template. / Socialstyrelsens registerarbetsbok."""
    from catalog.exchange.workbook.reading import read_workbook

    return read_workbook


@_importer
def ddi() -> Reader:
    """A DDI document, Codebook 2.5 or Lifecycle 3.3 of our own projection. / Ett DDI-dokument."""
    from catalog.exchange.ddi import read_ddi

    return read_ddi


@_importer
def dcat() -> Reader:
    """Data sets of a DCAT document: RDF/XML, Turtle or JSON-LD. / Datamängder ur ett DCAT-dokument."""
    from catalog.exchange.dcat import read_dcat

    return read_dcat


@import_.command()
@click.argument("file", type=_FILE)
@click.option("--out", type=click.Path(dir_okay=False, path_type=Path), help="Also write what was understood, as JSON.")
@_JSON
@click.pass_obj
def variables(installation: Installation, file: Path, out: Path | None, as_json: bool) -> None:
    """A variable list (xlsx or csv), row by row against the catalogue; stores nothing. / En variabellista mot katalogen."""
    from catalog.exchange.variable_table import read_variable_table
    from catalog.lookup import open_catalogue
    from common.database import reading
    from common.errors import InputRefused
    from common.translate import translate

    with reading(installation.engine) as session:
        catalogue = open_catalogue(session)
    read = read_variable_table(file.read_bytes(), file.name, catalogue)
    rows = [{"row": one.number, "cells": one.cells, "variables": [each.ref for each in one.variables]} for one in read.rows]
    text = json.dumps({"file": file.name, "rows": rows, "findings": _plain(read.findings)}, ensure_ascii=False, indent=2 if out else None)
    if out is not None:
        out.write_text(text + "\n", encoding="utf-8")
    if as_json:
        click.echo(text)
    else:
        _say(read.findings, installation.settings.language, but=Severity.error)
        count = sum(bool(one.variables) for one in read.rows)
        click.echo(translate("exchange.import.variables", installation.settings.language, file=file.name, rows=len(rows), count=count))
    errors = [one for one in read.findings if one.severity is Severity.error]
    if errors:
        raise InputRefused(errors)


@import_.command(name="list")
@_JSON
@click.pass_obj
def list_(installation: Installation, as_json: bool) -> None:
    """What was imported, and its state. / Vad som importerats."""
    from catalog.exchange.drafts import find_imports
    from common.database import reading

    with reading(installation.engine) as session:
        found = find_imports(session)
    if as_json:
        click.echo(json.dumps([{"id": one.id, "state": one.state, "kind": one.kind, "file": one.file, "title": one.title} for one in found], ensure_ascii=False))
        return
    for one in found:
        click.echo(f"{one.id}\t{one.state}\t{one.kind}\t{one.title}\t{one.file}")


@import_.command()
@click.argument("draft")
@click.option("--as", "user", required=True, help="The account that answers for the publication.")
@click.pass_obj
def publish(installation: Installation, draft: str, user: str) -> None:
    """Let a draft answer in every export. / Publicera ett utkast."""
    from catalog.exchange.drafts import publish_description
    from common.database import transaction
    from common.translate import translate

    actor = installation.actor(user)
    with transaction(installation.engine) as session:
        done = publish_description(session, draft, actor=actor, at=installation.clock.now())
    click.echo(translate("exchange.import.published", installation.settings.language, id=done.id, title=done.title))


@import_.command()
@click.argument("draft")
@click.option("--as", "user", required=True, help="The account that puts it away.")
@click.pass_obj
def discard(installation: Installation, draft: str, user: str) -> None:
    """Put a draft away. / Kasta ett utkast."""
    from catalog.exchange.drafts import discard_description
    from common.database import transaction
    from common.translate import translate

    actor = installation.actor(user)
    with transaction(installation.engine) as session:
        discard_description(session, draft, actor=actor, at=installation.clock.now())
    click.echo(translate("exchange.import.discarded", installation.settings.language, id=draft))


def _import(installation: Installation, read: Reader, file: Path, user: str | None, dry_run: bool, as_json: bool) -> None:
    """Reads, says everything that was found, and stores a draft unless something stops it."""
    from catalog.exchange.drafts import import_description
    from catalog.exchange.harvest import MAX_BYTES, refused
    from common.actor import SYSTEM
    from common.database import transaction
    from common.errors import InputRefused
    from common.translate import translate

    language = installation.settings.language
    if file.stat().st_size > MAX_BYTES:
        raise refused("exchange.error.too_large", file.name, size=file.stat().st_size, max=MAX_BYTES)
    harvest = read(file.read_bytes(), file.name)
    if dry_run or harvest.errors:
        if as_json:
            click.echo(json.dumps({"file": harvest.file, "file_sha256": harvest.file_sha256, "counts": harvest.counts, "coverage": harvest.coverage, "findings": _plain(harvest.findings)}, ensure_ascii=False))
        else:
            _say(harvest.findings, language, but=Severity.error)
            click.echo(translate("exchange.import.read", language, file=harvest.file, count=len(harvest.objects)))
        if harvest.errors:
            raise InputRefused(harvest.errors, "exchange.error.refused")
        return
    actor = installation.actor(user) if user else SYSTEM
    with transaction(installation.engine) as session:
        report = import_description(session, harvest, actor=actor, at=installation.clock.now())
    if as_json:
        click.echo(json.dumps({**asdict(report), "findings": _plain(report.findings)}, ensure_ascii=False))
        return
    _say(report.findings, language)
    key = "exchange.import.already" if report.already_there else f"exchange.import.{report.state}"
    click.echo(translate(key, language, id=report.id, title=report.title, count=len(harvest.objects), file=report.file))
    click.echo(f"  sha256: {report.file_sha256}")
    for name, count in report.counts.items():
        click.echo(f"  {name}: {count}")
    for name, share in report.coverage.items():
        click.echo(f"  {name}: {share:.0%}")


def _plain(findings: tuple[Finding, ...]) -> list[dict[str, Any]]:
    from common.translate import LANGUAGES, translate

    return [
        {"code": one.code, "severity": str(one.severity), "path": one.path, **{language: translate(one.key, language, **one.params) for language in LANGUAGES}}
        for one in findings
    ]


def _say(findings: tuple[Finding, ...], language: str, but: Severity | None = None) -> None:
    from common.translate import translate

    for one in findings:
        if one.severity is not but:
            click.echo(f"{one.severity}: {one.code} ({one.path}): {translate(one.key, language, **one.params)}", err=True)
