"""Commands on codes: import an edition of a code list, expand a code expression."""

from __future__ import annotations

import json
import sys
from dataclasses import asdict
from datetime import date
from pathlib import Path

import click

from common.installation import Installation
from metadata.codes import SHAPES

SHOWN_WARNINGS = 20
_SYSTEM = click.Choice(list(SHAPES), case_sensitive=False)


@click.group()
def codes() -> None:
    """Code systems and code lists. / Kodverk och kodlistor."""


def _day(_context: click.Context, _option: click.Parameter, value: str | None) -> date | None:
    try:
        return date.fromisoformat(value) if value else None
    except ValueError:
        raise click.BadParameter("YYYY-MM-DD") from None


def _years(_context: click.Context, _option: click.Parameter, value: str | None) -> tuple[int, int] | None:
    if not value:
        return None
    first, _, last = value.partition("-")
    if not (first.isdigit() and (last or first).isdigit() and 1800 <= int(first) <= int(last or first) <= 2200):
        raise click.BadParameter("A-B, 1800-2200")
    return int(first), int(last or first)


@codes.command("import")
@click.argument("path", type=click.Path(path_type=Path))
@click.option("--system", type=_SYSTEM, required=True, help="Code system, any case.")
@click.option("--version", help="Label of the edition; else the file's own, else its first day.")
@click.option("--valid-from", callback=_day, help="First day of the edition, YYYY-MM-DD.")
@click.option("--approve", is_flag=True, help="Approve the successors named in a table of changes.")
@click.option("--confirm", is_flag=True, help="Load although more codes than usual disappear; apply corrections of titles.")
@click.option("--dry-run", is_flag=True, help="Say what would be loaded, and load nothing.")
@click.option("--index/--no-index", default=True, help="Rebuild the search index afterwards; without, the next load does it.")
@click.option("--json", "as_json", is_flag=True, help="Print as JSON.")
@click.pass_obj
def import_codes(
    installation: Installation, path: Path, system: str, version: str | None, valid_from: date | None, approve: bool, confirm: bool,
    dry_run: bool, index: bool, as_json: bool,
) -> None:
    """Load an authority's code list: a file, a folder or an archive. / Läs in en kodlista."""
    from catalog.editions import audit_event, load_edition, newest_edition
    from catalog.importers.edition import compare, import_edition
    from catalog.lookup import loaded_at
    from catalog.search.refresh import refresh_index
    from common.actor import SYSTEM
    from common.clock import today
    from common.database import reading, transaction
    from common.translate import translate

    language = installation.settings.language
    with reading(installation.engine) as session:
        newest = newest_edition(session, system)
    wanted = frozenset(newest.codes) if newest is not None else frozenset()
    imported = import_edition(path, system, today(installation.clock), version, valid_from, SYSTEM.id if approve else None, wanted)
    difference = compare(imported, newest)
    for warning in imported.warnings[:SHOWN_WARNINGS]:
        click.echo(f"{warning.code} ({warning.path}): {translate(warning.key, language, **warning.params)}", err=True)
    facts = {
        "system": imported.system, "label": imported.label, "count": len({code.code for code in imported.codes if code.kind == "code"}),
        "levels": dict(difference.per_level), "added": difference.added, "removed": difference.removed, "retitled": difference.retitled,
        "changes": len(imported.changes), "titles": len(imported.titles), "warnings": len(imported.warnings), "importer": imported.importer, "encoding": imported.encoding, "sha256": imported.sha256,
    }
    key = "codes.import.dry_run"
    if not dry_run:
        with transaction(installation.engine) as session:
            loaded = load_edition(session, imported, audit_event(imported, SYSTEM, installation.clock.now()), confirmed=confirm)
        facts |= {"label": loaded.label, "already_loaded": loaded.already_loaded, "changes": loaded.new_changes, "titles": loaded.new_titles}
        key = "codes.import.same" if loaded.already_loaded else "codes.import.titles" if loaded.new_titles else "codes.import.new"
    if index and not dry_run:
        with reading(installation.engine) as session:
            if loaded_at(session) is not None:  # before the first load of the content, which builds the whole index
                refresh_index(session, installation.settings.index_folder)
    click.echo(json.dumps(facts, ensure_ascii=False) if as_json else translate(key, language, **facts))


@codes.command("list")
@click.option("--json", "as_json", is_flag=True, help="Print as JSON.")
@click.pass_obj
def list_editions(installation: Installation, as_json: bool) -> None:
    """The loaded editions, newest first. / Inlästa utgåvor."""
    from catalog.editions import find_editions
    from common.database import reading
    from common.translate import translate

    with reading(installation.engine) as session:
        heads = find_editions(session)
    if as_json:
        values = [
            {"system": head.system, "label": head.label, "valid_from": head.valid_from.isoformat() if head.valid_from else None,
             "count": head.code_count, "sample": head.is_sample, "source": head.source_name, "sha256": head.sha256}
            for head in heads
        ]
        click.echo(json.dumps(values, ensure_ascii=False))
        return
    language = installation.settings.language
    for head in heads:
        key = "codes.list.sample" if head.is_sample else "codes.list.official"
        click.echo(translate(key, language, system=head.system, label=head.label, count=head.code_count, source=head.source_name))


@codes.command("changes")
@click.option("--system", type=_SYSTEM, required=True, help="Code system, any case.")
@click.option("--json", "as_json", is_flag=True, help="Print as JSON.")
@click.pass_obj
def list_changes(installation: Installation, system: str, as_json: bool) -> None:
    """What became of codes that left the list, approved or not. / Vad som hänt med koder som upphört."""
    from catalog.editions import changes_of
    from common.database import reading
    from common.translate import translate

    with reading(installation.engine) as session:
        found = changes_of(session, system)
    if as_json:
        click.echo(json.dumps([{**one._asdict(), "day": one.day.isoformat() if one.day else None} for one in found], ensure_ascii=False))
        return
    language = installation.settings.language
    for one in found:
        approval = translate("codes.changes.approved" if one.approved_by else "codes.changes.candidate", language)
        click.echo(f"{one.old}\t{one.new or '–'}\t{translate(f'codes.changes.kind.{one.kind}', language)}\t{one.day or ''}\t{approval}\t{one.confidence}")


@codes.command("approve")
@click.argument("old")
@click.argument("new")
@click.option("--system", type=_SYSTEM, required=True, help="Code system, any case.")
@click.option("--as", "login", required=True, help="Account that approves.")
@click.pass_obj
def approve_move(installation: Installation, old: str, new: str, system: str, login: str) -> None:
    """Approve that NEW holds the content of OLD, so that it may be offered as a fix. / Godkänn en kodändring."""
    from catalog.editions import approve_change
    from common.database import transaction
    from common.translate import translate

    actor = installation.actor(login)
    with transaction(installation.engine) as session:
        approve_change(session, system, old, new, actor, installation.clock.now())
    click.echo(translate("codes.changes.done", installation.settings.language, old=old.upper(), new=new.upper()))


@click.command()
@click.option("--system", type=_SYSTEM, required=True, help="Code system, any case.")
@click.option("--from", "before", required=True, help="Label of the earlier edition.")
@click.option("--to", "after", required=True, help="Label of the later edition.")
@click.option("--json", "as_json", is_flag=True, help="Print as JSON.")
@click.pass_obj
def impact(installation: Installation, system: str, before: str, after: str, as_json: bool) -> None:
    """Which examples, orders and series a younger code list touches. / Vad en ny kodlista påverkar."""
    from assistant.code_lists.touched import named_things
    from assistant.impact import find_impact
    from catalog.editions import get_edition, open_code_lists
    from common.database import reading
    from common.translate import translate

    language = installation.settings.language
    with reading(installation.engine) as session:
        editions = get_edition(session, system, before), get_edition(session, system, after)
        lists = open_code_lists(session)
    things = named_things(installation.engine, language)
    found = find_impact(things, lists, *editions)
    if as_json:
        click.echo(json.dumps([asdict(one) | {"changes_codes": one.changes_codes} for one in found], ensure_ascii=False))
        return
    click.echo(translate("codes.impact.head", language, count=len(found), things=len(things), system=editions[0].system, before=before, after=after))
    for one in found:
        click.echo(translate(f"codes.impact.{one.kind}", language, key=one.key, title=one.title, expr=one.expr, path=one.path))
        for code in one.added:
            click.echo(translate("codes.impact.added", language, code=code, title=editions[1].title(code, language)))
        for gone in one.retired:
            key = "codes.impact.moved" if gone.approved else "codes.impact.candidates" if gone.successors else "codes.impact.removed"
            click.echo(translate(key, language, code=gone.code, title=gone.title, successors=", ".join(gone.successors)))
        for code, old, new in one.retitled:
            click.echo(translate("codes.impact.retitled", language, code=code, old=old, new=new))


@codes.command("expand")
@click.argument("expression")
@click.option("--system", type=_SYSTEM, required=True, help="Code system, any case.")
@click.option("--on", "on_day", callback=_day, help="The list in force on a day, YYYY-MM-DD.")
@click.option("--years", callback=_years, help="Years of the study, A-B: codes are judged against them.")
@click.option("--json", "as_json", is_flag=True, help="Print as JSON.")
@click.pass_obj
def expand_expression(
    installation: Installation, expression: str, system: str, on_day: date | None, years: tuple[int, int] | None, as_json: bool
) -> None:
    """What a code expression means: normal form, number of codes, messages. Exit code 1 with any error. / Tolka ett koduttryck."""
    from assistant.codes import expand
    from assistant.codes.report import plain_report, sentences
    from catalog.editions import open_code_lists
    from common.database import reading
    from common.translate import translate
    from metadata.model.period import Period

    if on_day and years:
        raise click.UsageError("--on | --years")
    period = Period(first=date(years[0], 1, 1), last=date(years[1], 12, 31)) if years else None
    with reading(installation.engine) as session:
        found = expand(expression, system, open_code_lists(session), period, on=on_day)
    language = installation.settings.language
    if as_json:
        click.echo(json.dumps(plain_report(found), ensure_ascii=False))
    elif not found.has_errors:
        click.echo(translate("codes.expand.meaning" if found.is_checked else "codes.expand.unchecked", language, normal=found.normal, count=found.count))
    for line in sentences(found, language) if not as_json or found.has_errors else ():
        click.echo(line, err=True)
    sys.exit(1 if found.has_errors else 0)
