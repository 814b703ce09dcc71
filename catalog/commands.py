"""Commands of the catalogue: load and examine the content, search everything."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import asdict
from pathlib import Path

import click

from common.errors import Finding
from common.installation import Installation


@click.group()
def catalogue() -> None:
    """The catalogue's content. / Katalogens innehåll."""


@catalogue.command()
@click.argument("content_dir", required=False, type=click.Path(path_type=Path))
@click.option("--json", "as_json", is_flag=True, help="Print as JSON.")
@click.pass_obj
def load(installation: Installation, content_dir: Path | None, as_json: bool) -> None:
    """Validate and load content and sample code lists, renew the search index; all errors at once. / Läs in innehåll."""
    from catalog.editions import load_samples
    from catalog.load import load_content
    from catalog.search.refresh import refresh_index
    from common.actor import SYSTEM
    from common.database import reading, transaction
    from common.translate import translate

    language, folder, now = installation.settings.language, content_dir or installation.settings.content, installation.clock.now()
    with transaction(installation.engine) as session:
        report = load_content(session, folder, SYSTEM, now)
        if (folder / "code_systems").is_dir():
            load_samples(session, SYSTEM, now, folder / "code_systems")
    with reading(installation.engine) as session:
        indexed = refresh_index(session, installation.settings.index_folder)
    if as_json:
        click.echo(json.dumps({**asdict(report), "indexed": indexed}))
        return
    key = "catalogue.loaded.same" if report.already_loaded else "catalogue.loaded.new"
    click.echo(translate(key, language, version=report.version[:12], count=sum(report.counts.values())))
    if indexed is not None:
        click.echo(translate("catalogue.loaded.indexed", language, count=indexed))


@catalogue.command()
@click.option("--json", "as_json", is_flag=True, help="Print as JSON.")
@click.pass_obj
def status(installation: Installation, as_json: bool) -> None:
    """What is loaded, and whether the search index is in step. / Vad som är inläst."""
    from catalog.lookup import loaded_at, open_catalogue
    from catalog.search.refresh import is_stale
    from common.database import reading, stamp
    from common.translate import translate

    with reading(installation.engine) as session:
        opened, at = open_catalogue(session), loaded_at(session)
        stale = is_stale(session, installation.settings.index_folder)
    counts = {kind: len(objects) for kind, objects in opened.content.by_kind.items()}
    when, language = stamp(at) if at else "", installation.settings.language
    if as_json:
        click.echo(json.dumps({"version": opened.version, "loaded_at": when, "counts": counts, "index_stale": stale}))
        return
    click.echo(translate("catalogue.status.content", language, version=opened.version[:12], at=when, count=sum(counts.values())))
    for kind, count in sorted(counts.items()):
        click.echo(translate("catalogue.status.kind", language, kind=kind, count=count))
    click.echo(translate("catalogue.status.index_stale" if stale else "catalogue.status.index_fresh", language))


@click.command()
@click.argument("text")
@click.option("--in", "scope", type=click.Choice(["codes", "variables", "examples", "measures", "registers", "help", "all"]), default="all", show_default=True, help="What to search.")
@click.option("--system", help="One code system or register only, any case.")
@click.option("--limit", type=click.IntRange(1, 200), default=20, show_default=True, help="At most so many hits.")
@click.option("--lang", type=click.Choice(["sv", "en"]), help="Language of titles and reasons.")
@click.option("--json", "as_json", is_flag=True, help="Print as JSON.")
@click.pass_obj
def search(installation: Installation, text: str, scope: str, system: str | None, limit: int, lang: str | None, as_json: bool) -> None:
    """Find codes, variables, measures and examples in your own words. / Sök med egna ord."""
    from catalog.search.answer import answer
    from catalog.search.query import search as find
    from common.translate import translate

    language, folder = lang or installation.settings.language, installation.settings.index_folder
    hits = find(folder, text, scope=scope, system=system, limit=limit, language=language)
    if as_json:
        click.echo(json.dumps([asdict(hit) for hit in hits], ensure_ascii=False))
        return
    found = answer(folder, text, scope=scope, system=system, language=language)
    for one in found.sets:
        click.echo(f"{one.system}\t{one.code}\t{one.title}\t({one.caution})")
    if not hits:
        click.echo(translate("search.nothing", language))
        if found.suggestions:
            click.echo(translate("search.suggestions", language, words=", ".join(found.suggestions)))
        if found.elsewhere:
            places = ", ".join(f"{facet.system or facet.kind} ({facet.count})" for facet in found.elsewhere)
            click.echo(translate("search.elsewhere", language, places=places))
    else:
        for hit in hits:
            click.echo(f"{hit.system or hit.kind}\t{hit.code}\t{hit.title}\t({hit.why})")


def examine_catalogue(installation: Installation) -> Iterable[Finding]:
    """For `doctor`: nothing loaded, files changed since they were loaded, words that lead to no code, or a search index out of step."""
    from catalog.designations import find_dead_words
    from catalog.load import canonical_rows, content_version, examine_content
    from catalog.lookup import open_catalogue
    from catalog.search.refresh import is_stale
    from common.database import reading
    from common.errors import NotFound, Severity

    with reading(installation.engine) as session:
        try:
            opened = open_catalogue(session)
        except NotFound as missing:
            yield Finding(missing.code, Severity.error)
            return
        stale = is_stale(session, installation.settings.index_folder)
        dead = list(find_dead_words(session, opened))
    content, findings = examine_content(installation.settings.content)
    yield from findings
    yield from dead
    if not findings and content_version(canonical_rows(content.objects)) != opened.version:
        yield Finding("catalogue.doctor.changed", Severity.warning, str(installation.settings.content))
    if stale:
        yield Finding("catalogue.doctor.index", Severity.error, str(installation.settings.index_folder))
