"""Commands of disclosure control: golden cases, the attack on any delivered file, the policies."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import click

from common.installation import Installation

_FILE = click.Path(exists=True, dir_okay=False, path_type=Path)


@click.group()
def disclosure() -> None:
    """Disclosure control. / Röjandekontroll."""


@disclosure.command()
@click.argument("file", type=_FILE)
@click.option("--out", required=True, type=click.Path(file_okay=False, path_type=Path), help="Folder for one CSV per protected case.")
@click.option("--case", "only", default=None, help="Run this case alone.")
@click.pass_obj
def cases(installation: Installation, file: Path, out: Path, only: str | None) -> None:
    """Protect and check golden cases; exit 1 if one fails. / Kör testfall."""
    from common.errors import Finding, InputRefused, NotFound, Severity
    from common.translate import translate
    from jobs.disclosure.cases import run_case

    language = installation.settings.language
    listed = [case for case in json.loads(file.read_text("utf-8"))["cases"] if only in (None, case["id"])]
    if not listed:
        raise NotFound("disclosure.error.no_case", case=only or "")
    out.mkdir(parents=True, exist_ok=True)
    findings = []
    for case in listed:
        result = run_case(case, lambda name: (file.parent / name).read_text("utf-8"))
        if result.csv is not None:
            (out / f"{result.id}.csv").write_text(result.csv, "utf-8")
        key = "disclosure.case.failed" if result.failures else "disclosure.case.passed"
        click.echo(translate(key, language, case=result.id, primary=result.primary, secondary=result.secondary))
        findings += [Finding("disclosure.error.case", Severity.error, result.id, {"reason": failure}) for failure in result.failures]
    if findings:
        raise InputRefused(findings)


@disclosure.command()
@click.argument("files", nargs=-1, required=True, type=_FILE)
@click.option("--threshold", required=True, type=click.IntRange(min=2), help="Smallest count of persons that may be shown.")
@click.option("--relations", type=_FILE, default=None, help="Relations between the codes, as written beside the evidence of a run.")
@click.option("--zeros", type=click.Choice(["shown", "hideable"]), default="shown", help="Whether every mark means at least one person.")
@click.option("--rounded", is_flag=True, help="Counts are rounded to the nearest five.")
@click.option("--json", "as_json", is_flag=True, help="Print as JSON.")
@click.pass_obj
def attack(installation: Installation, files: tuple[Path, ...], threshold: int, relations: Path | None, zeros: str, rounded: bool, as_json: bool) -> None:
    """Work out what can be worked out of delivered files, joined; exit 1 if anything can. / Försök räkna ut dolda celler."""
    from common.errors import Finding, InputRefused, Severity
    from jobs.disclosure import attack_printed, read_printed

    stated = json.loads(relations.read_text("utf-8")) if relations is not None else None
    tables = [table for file in files for table in read_printed(file.read_text("utf-8"), str(file))]
    answers = [_answer(opened) for opened in attack_printed(tables, threshold, stated, zeros=zeros, is_rounded=rounded)]
    if as_json:
        click.echo(json.dumps({"measures": answers}, ensure_ascii=False))
    else:
        _say(answers, installation.settings.language)
    open_measures = [answer for answer in answers if answer["is_open"]]
    if open_measures:
        raise InputRefused(Finding("disclosure.error.open", Severity.error, answer["measure"], {"count": answer["found"]}) for answer in open_measures)


def _answer(opened: Any) -> dict[str, Any]:
    names = ("shown", "exact", "exact_if_marked", "narrow", "derivable")
    found = {name: list(getattr(opened, name)) for name in names}
    counts = {"measure": opened.measure, "cells": opened.cells, "hidden": opened.hidden, "complements": opened.complements}
    state = {"contradiction": opened.contradiction, "unfinished": opened.unfinished, "is_open": opened.is_open}
    return {**counts, **found, **state, "found": sum(len(entries) for entries in found.values())}


def _say(answers: list[dict[str, Any]], language: str) -> None:
    from common.translate import translate

    for answer in answers:
        click.echo(translate("disclosure.attack.summary", language, **{name: answer[name] for name in ("measure", "cells", "hidden", "found")}))
        if answer["contradiction"]:
            click.echo(translate("disclosure.attack.contradiction", language, cell=answer["contradiction"]))
        for kind in ("shown", "exact", "exact_if_marked", "narrow", "derivable"):
            for entry in answer[kind]:
                click.echo(translate(f"disclosure.attack.{kind}", language, cell=entry["cell"], low=entry["low"], high=entry["high"]))


@disclosure.group()
def policy() -> None:
    """Disclosure policies. / Röjandepolicyer."""


def _documents(installation: Installation) -> list[Mapping[str, Any]]:
    from common.documents import read_document

    folder = installation.settings.content / "policies"
    return [read_document(path.read_bytes(), str(path)).value for path in sorted(folder.glob("*.yaml"))]


@policy.command("list")
@click.option("--json", "as_json", is_flag=True, help="Print as JSON.")
@click.pass_obj
def list_policies(installation: Installation, as_json: bool) -> None:
    """Every policy with its threshold; drafts are marked. / Alla policyer."""
    from common.translate import translate
    from metadata.model.tightening import resolve

    documents = _documents(installation)
    found = [resolve(documents, f"{values['policy']}@{values['version']}") for values in documents]
    if as_json:
        click.echo(json.dumps([{"policy": one.ref, "t": one.t, "is_draft": one.is_draft} for one in found]))
        return
    for one in found:
        key = "disclosure.policy.draft" if one.is_draft else "disclosure.policy.decided"
        click.echo(translate(key, installation.settings.language, policy=one.ref, t=one.t))


@policy.command()
@click.argument("reference")
@click.pass_obj
def show(installation: Installation, reference: str) -> None:
    """The resolved policy ID or ID@VERSION, every field. / Den fullständiga policyn."""
    from common.documents import write_yaml
    from metadata.model.tightening import resolve

    resolved = resolve(_documents(installation), reference)
    click.echo(write_yaml({**resolved.model_dump(mode="json", by_alias=True), "hash": resolved.hash}), nl=False)


@policy.command()
@click.argument("first")
@click.argument("second")
@click.pass_obj
def diff(installation: Installation, first: str, second: str) -> None:
    """Fields in which two policies differ. / Skillnader mellan två policyer."""
    from metadata.model.tightening import differences, resolve

    documents = _documents(installation)
    for path, before, after in differences(resolve(documents, first), resolve(documents, second)):
        click.echo(f"{path}: {json.dumps(before, ensure_ascii=False)} → {json.dumps(after, ensure_ascii=False)}")
