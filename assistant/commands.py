"""Orders on the command line: check, explain, shell and submit a document; list, show and follow stored orders."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import click

from common.installation import Installation

_FILE = click.Path(exists=True, dir_okay=False, path_type=Path)
_LANGUAGE = click.Choice(["sv", "en"])


@click.group()
def order() -> None:
    """One order as a document. / En beställning som dokument."""


@click.group()
def orders() -> None:
    """Stored orders. / Sparade beställningar."""


def _read(installation: Installation, file: Path) -> tuple[Any, Any, Any]:
    """Order, catalogue and context of a file. Raises InputRefused with every fault of its shape."""
    from assistant.document import read_order
    from catalog.lookup import open_catalogue
    from common.database import reading
    from common.errors import InputRefused

    found, findings = read_order(file.read_bytes(), file.name, installation.settings.order_document_max_bytes)
    if found is None:
        raise InputRefused(findings)
    with reading(installation.engine) as session:
        catalogue = open_catalogue(session)
    return found, catalogue, installation.context(catalogue, found)


@order.command()
@click.argument("file", type=_FILE)
@click.option("--json", "as_json", is_flag=True, help="Print as JSON.")
@click.pass_obj
def check(installation: Installation, file: Path, as_json: bool) -> None:
    """Judge an order by every rule; exit 1 if any error. / Granska en beställning."""
    from assistant.linter import check_order
    from common.errors import InputRefused, Severity
    from common.translate import translate

    try:
        found, catalogue, context = _read(installation, file)
        findings = tuple(check_order(found, catalogue, context))
    except InputRefused as refused:
        findings = refused.findings
    if as_json:
        click.echo(json.dumps([_plain(finding) for finding in findings], ensure_ascii=False, indent=1))
    errors = [finding for finding in findings if finding.severity is Severity.error]
    language = installation.settings.language
    for finding in () if as_json else (one for one in findings if one.severity is not Severity.error):
        click.echo(f"{finding.code} ({finding.path}): {translate(finding.key, language, **finding.params)}")
    if errors:
        raise InputRefused(errors)
    if not as_json:
        click.echo(translate("order.checked", language, count=len(findings)))


def _plain(finding: Any) -> dict[str, Any]:
    from common.translate import translate

    fix = {"operation": finding.fix.operation, "arguments": dict(finding.fix.arguments)} if finding.fix else None
    sentences = {language: translate(finding.key, language, **finding.params) for language in ("sv", "en")}
    return {"rule": finding.code, "severity": finding.severity.value, "path": finding.path, **sentences, "fix": fix, "source": finding.source}


@order.command()
@click.argument("file", type=_FILE)
@click.option("--lang", type=_LANGUAGE, default=None, help="Language; the installation's when not said.")
@click.pass_obj
def explain(installation: Installation, file: Path, lang: str | None) -> None:
    """Read an order back in plain sentences. / Läs upp en beställning."""
    from assistant.read_back import read_back

    found, catalogue, context = _read(installation, file)
    click.echo(read_back(found, catalogue, lang or installation.settings.language, context), nl=False)


def build_shell(write_workbook: Callable[[Path, Any, str], None]) -> click.Command:
    """The command `order shell`, handed the workbook of exports, which lies above this room."""

    @click.command(name="shell")
    @click.argument("file", type=_FILE)
    @click.option("--out", type=click.Path(file_okay=False, path_type=Path), required=True, help="Folder for the empty tables.")
    @click.pass_obj
    def shell(installation: Installation, file: Path, out: Path) -> None:
        """Write the empty tables of an order: workbook, long CSV and a readable grid. / Skriv de tomma tabellerna."""
        from assistant.empty_tables import grid, long_csv
        from assistant.shells import build_shells
        from common.errors import InputRefused

        found, catalogue, context = _read(installation, file)
        shells = build_shells(found, catalogue, context)
        if not shells:
            raise InputRefused(_errors(found, catalogue, context))
        out.mkdir(parents=True, exist_ok=True)
        write_workbook(out / "shell.xlsx", shells, found.delivery.language)
        for one in shells:
            (out / f"{one.id}.csv").write_text(long_csv(one), encoding="utf-8", newline="")
            for language in ("sv", "en"):
                (out / f"{one.id}.{language}.txt").write_text(grid(one, language), encoding="utf-8")
            click.echo(f"{out / one.id}.csv")

    return shell


def _errors(found: Any, catalogue: Any, context: Any) -> list[Any]:
    """Why no table can be shown: the errors of the rules, which always hold one then."""
    from assistant.linter import check_order
    from common.errors import Severity

    return [finding for finding in check_order(found, catalogue, context) if finding.severity is Severity.error]


@order.command()
@click.argument("file", type=_FILE)
@click.option("--as", "login", required=True, help="Account that orders.")
@click.option("--dismiss", multiple=True, metavar="RULE=REASON", help="Keep what a warning is about, with a reason; may be repeated.")
@click.option("--example", default=None, help="Key of the example it was started from.")
@click.option("--json", "as_json", is_flag=True, help="Print as JSON.")
@click.pass_obj
def submit(installation: Installation, file: Path, login: str, dismiss: tuple[str, ...], example: str | None, as_json: bool) -> None:
    """Send an order in and confirm its read-back and tables. / Skicka in en beställning."""
    from assistant import actions
    from assistant.actions import Answer
    from assistant.document import specification_hash
    from common.translate import translate

    actor = installation.actor(login)
    found, catalogue, context = _read(installation, file)
    answers = tuple(Answer(rule, "", reason) for rule, _equals, reason in (text.partition("=") for text in dismiss))
    actions.check_submittable(found, catalogue, context, answers)
    draft = actions.create_draft(installation.engine, actor, installation.clock, document=file.read_text(encoding="utf-8-sig"), example=example)
    sent = actions.submit(
        installation.engine, actor, installation.clock, order_id=draft.id, version=draft.version, catalogue=catalogue, context=context, answers=answers,
        confirms=specification_hash(found),
    )
    click.echo(json.dumps({"order": sent.id, "state": sent.state.value}) if as_json else sent.id)
    if not as_json:
        click.echo(translate("order.notice.submit", installation.settings.language), err=True)


@order.command()
@click.argument("key")
@click.option("--json", "as_json", is_flag=True, help="The document with the warnings it keeps and why.")
@click.pass_obj
def example(installation: Installation, key: str, as_json: bool) -> None:
    """Print an example order to start from. / Skriv ut en exempelbeställning."""
    from assistant.document import order_from, write_order
    from catalog.lookup import open_catalogue
    from common.database import reading
    from common.errors import InputRefused

    with reading(installation.engine) as session:
        found = open_catalogue(session).get_example(key)
    parsed, findings = order_from(found.order, key)
    if parsed is None:
        raise InputRefused(findings)
    text = write_order(parsed)
    kept = {one.rule: one.reason.of(installation.settings.language) for one in found.dismissed}
    click.echo(json.dumps({"document": text, "dismissed": kept}, ensure_ascii=False) if as_json else text, nl=as_json)


@order.command()
@click.option("--json", "as_json", is_flag=True, help="Print as JSON.")
@click.pass_obj
def examples(installation: Installation, as_json: bool) -> None:
    """List the example orders, as the front page has them. / Lista exempelbeställningarna."""
    from catalog.lookup import open_catalogue
    from common.database import reading

    with reading(installation.engine) as session:
        found = [(one.key, one.title.of(installation.settings.language)) for one in open_catalogue(session).examples]
    click.echo(json.dumps([{"key": key, "title": title} for key, title in found], ensure_ascii=False) if as_json else "\n".join("  ".join(one) for one in found))


@orders.command("list")
@click.option("--as", "login", required=True, help="Account that looks.")
@click.option("--state", default=None, help="Only orders in this state.")
@click.option("--json", "as_json", is_flag=True, help="Print as JSON.")
@click.pass_obj
def list_orders(installation: Installation, login: str, state: str | None, as_json: bool) -> None:
    """Orders the account may see, newest first. / Lista beställningar."""
    from assistant.lookup import find_orders
    from common.translate import translate

    language = installation.settings.language
    found = find_orders(installation.engine, installation.actor(login), state=state)
    if as_json:
        click.echo(json.dumps([_case(case) for case in found], ensure_ascii=False, indent=1))
        return
    for case in found:
        click.echo(f"{case.id}  {translate(f'order.state.{case.state}', language):<24} {case.title(language)}")


@orders.command()
@click.argument("order_id")
@click.option("--as", "login", required=True, help="Account that looks.")
@click.option("--json", "as_json", is_flag=True, help="Print as JSON.")
@click.pass_obj
def show(installation: Installation, order_id: str, login: str, as_json: bool) -> None:
    """One order with its document. / Visa en beställning."""
    from assistant.lookup import get_order

    view = get_order(installation.engine, installation.actor(login), order_id)
    if as_json:
        click.echo(json.dumps(_case(view.case) | {"document": view.document}, ensure_ascii=False, indent=1))
        return
    click.echo(f"{view.case.id}  {view.case.state}  v{view.case.version}")
    click.echo(view.document, nl=False)


@orders.command()
@click.argument("order_id")
@click.option("--as", "login", required=True, help="Account that looks.")
@click.option("--json", "as_json", is_flag=True, help="Print as JSON.")
@click.pass_obj
def history(installation: Installation, order_id: str, login: str, as_json: bool) -> None:
    """What has happened to an order. / En beställnings historia."""
    from assistant.lookup import history
    from common.database import stamp
    from common.translate import translate

    lines = history(installation.engine, installation.actor(login), order_id)
    if as_json:
        plain = [{"at": stamp(line.at), "what": line.what, "actor": line.actor, "version": line.version, "facts": dict(line.facts)} for line in lines]
        click.echo(json.dumps(plain, ensure_ascii=False, indent=1))
        return
    for line in lines:
        click.echo(f"{stamp(line.at)[:19]}  {line.actor:<12} {translate(line.notice, installation.settings.language)}")


def _case(case: Any) -> dict[str, Any]:
    return {
        "id": case.id, "kind": case.kind, "state": case.state.value, "version": case.version, "orderer": case.orderer, "officer": case.officer,
        "title": {"sv": case.title("sv"), "en": case.title("en")}, "diary_number": case.diary_number, "specification": case.specification,
        "confirmed": case.is_confirmed,
    }
