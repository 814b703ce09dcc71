"""Commands of the protected zone's store: make, load, list, verify and show snapshots. They print counts, places and checksums, never a row."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Sequence
from datetime import date
from pathlib import Path

import click

from common.errors import Finding, InputRefused, Severity, SystemFailed
from common.installation import Installation
from jobs.synthetic.described import DescribedDraw
from metadata.model.stored import StoredRegister

REGISTER_NAMES = ("lmed", "par_in", "par_out", "dors", "population")
_PATH = click.Path(exists=True, path_type=Path)
_FOLDER = click.Path(file_okay=False, path_type=Path)


@click.group()
def snapshot() -> None:
    """Snapshots of the registers. / Ögonblicksbilder av registren."""


def _years(_context: click.Context, _option: click.Parameter, value: str) -> tuple[int, int]:
    first, _, last = value.partition("-")
    if not (first.isdigit() and (last or first).isdigit() and 1970 <= int(first) <= int(last or first) <= 2100):
        raise click.BadParameter("A-B, 1970-2100")
    return int(first), int(last or first)


def _registers(_context: click.Context, _option: click.Parameter, value: str | None) -> tuple[str, ...] | None:
    return tuple(part.strip() for part in value.split(",")) if value else None


@snapshot.command()
@click.option("--persons", type=click.IntRange(1, 20_000_000), default=100_000, show_default=True, help="Distinct persons in all.")
@click.option("--years", callback=_years, default="2006-2024", show_default=True, help="First and last year; LMED always begins 1 July 2005.")
@click.option("--seed", type=click.IntRange(0), default=1, show_default=True, help="Same seed, same bytes.")
@click.option("--out", type=_FOLDER, required=True, help="Folder of the new snapshot.")
@click.option("--registers", callback=_registers, default=None, help="Comma-separated; all that can be ordered from if left out.")
@click.option("--json", "as_json", is_flag=True, help="Print as JSON.")
@click.pass_obj
def synthesize(
    installation: Installation, persons: int, years: tuple[int, int], seed: int, out: Path, registers: tuple[str, ...] | None, as_json: bool
) -> None:
    """Make a snapshot of made-up registers. / Skapa en ögonblicksbild med påhittade uppgifter."""
    from common.translate import translate
    from jobs.microdata.synthesis import generate

    described = _draws(installation, registers)
    manifest = generate(out, persons, years[0], years[1], seed, registers or REGISTER_NAMES, _progress(), described=described)
    rows = sum(entry.rows for entry in manifest.files)
    if as_json:
        click.echo(json.dumps({"id": manifest.id, "rows": rows, "registers": {code: entry.rows for code, entry in manifest.registers.items()}}))
    else:
        click.echo(translate("snapshot.made", installation.settings.language, id=manifest.id, rows=rows, name=str(out)))


def _draws(installation: Installation, registers: tuple[str, ...] | None) -> list[DescribedDraw]:
    """The registers to draw that the catalogue alone knows: those asked for, else all that rows can be made of; none without a catalogue.

    Raises InputRefused `snapshot.register.unknown`.
    """
    from catalog.editions import open_code_lists
    from catalog.lookup import open_catalogue
    from common.database import reading
    from common.errors import NotFound
    from jobs.drawing import described_draw, drawn_registers

    codes = [code for code in registers or () if code not in REGISTER_NAMES]
    if registers is not None and not codes:
        return []
    try:
        with reading(installation.engine) as session:
            catalogue, lists = open_catalogue(session), open_code_lists(session)
    except (NotFound, SystemFailed):
        _refuse_unknown(codes)
        return []
    found = {code: described_draw(catalogue, lists, code) for code in (codes or drawn_registers(catalogue))}
    _refuse_unknown([code for code, draw in found.items() if draw is None])
    return [draw for draw in found.values() if draw is not None]


def _refuse_unknown(codes: Sequence[str]) -> None:
    if codes:
        raise InputRefused(Finding("snapshot.register.unknown", Severity.error, "", {"register": code}) for code in codes)


def _months(_context: click.Context, _option: click.Parameter, value: str | None) -> str | None:
    from metadata.model.period import Period

    try:
        return str(Period.parse(value)) if value else None
    except ValueError as error:
        raise click.BadParameter("2024-10 | 2024-01/2024-12") from error


def _days(_context: click.Context, _option: click.Parameter, values: tuple[str, ...]) -> dict[str, date]:
    try:
        return {code: date.fromisoformat(day) for code, _, day in (value.partition("=") for value in values)}
    except ValueError as error:
        raise click.BadParameter("lmed=2024-09-30") from error


@snapshot.command()
@click.argument("files", nargs=-1, required=True, type=_PATH)
@click.option(
    "--register", "registers", multiple=True, required=True,
    help="Register of the files; with several, a file belongs to the one whose id, or the holder's word for it, stands in its name.",
)
@click.option("--base", default=None, help="Id or folder of a snapshot to extend: delivered months replace its months, everything else is kept.")
@click.option("--period", callback=_months, default=None, help="Months delivered, 2024-10 or 2024-01/2024-12; else from the first to the last found.")
@click.option("--final-to", multiple=True, callback=_days, help="Last final day of a register, lmed=2024-09-30; else the usual delay is taken off.")
@click.option("--key", default=None, help="Name of the column with the person key, where it is not lopnr or one of its kin.")
@click.option("--accept-right-rows", is_flag=True, help="Load the rows that are right and leave out the others and missing months.")
@click.option("--json", "as_json", is_flag=True, help="Print as JSON.")
@click.pass_obj
def load(
    installation: Installation, files: tuple[Path, ...], registers: tuple[str, ...], base: str | None, period: str | None, final_to: dict[str, date],
    key: str | None, accept_right_rows: bool, as_json: bool,
) -> None:
    """Load delivered files into a new snapshot; all or nothing. / Läs in levererade filer; allt eller inget."""
    from common.database import stamp
    from common.translate import translate
    from jobs.microdata.loading.load import Request, load_snapshot
    from jobs.microdata.settings import MicrodataSettings
    from jobs.microdata.snapshot import get_snapshot
    from metadata.model.period import Period

    folder = MicrodataSettings().snapshots_folder
    described = _described(installation, [code for code in registers if code not in REGISTER_NAMES])
    request = Request(
        files, registers, stamp(installation.clock.now()), get_snapshot(base, folder) if base else None, Period.parse(period) if period else None,
        final_to, accept_right_rows, key, described,
    )
    loaded = load_snapshot(folder, request, _progress())
    language = installation.settings.language
    for finding in loaded.findings:
        _say(finding, language)
    manifest = loaded.manifest
    if as_json:
        click.echo(json.dumps({"id": manifest.id, "base": manifest.base, "loading": manifest.loading, "findings": [_plain(one) for one in loaded.findings]}))
    else:
        click.echo(translate("snapshot.loaded", language, id=manifest.id, rows=sum(file.rows for file in manifest.source_files)))
        for name, number in manifest.loading.items():
            click.echo(f"  {name}: {number}")


def _described(installation: Installation, codes: Sequence[str]) -> list[StoredRegister]:
    """The registers' descriptions in the catalogue. Raises InputRefused `snapshot.register.unknown` for those that have none."""
    from catalog.lookup import open_catalogue
    from catalog.stored_tables import stored_register
    from common.database import reading

    if not codes:
        return []
    with reading(installation.engine) as session:
        catalogue = open_catalogue(session)
    found = {code: stored_register(catalogue, code) for code in codes}
    _refuse_unknown([code for code, register in found.items() if register is None])
    return [register for register in found.values() if register is not None]


@snapshot.command(name="list")
@click.option("--json", "as_json", is_flag=True, help="Print as JSON.")
def list_snapshots(as_json: bool) -> None:
    """The snapshots of this installation. / Installationens ögonblicksbilder."""
    from jobs.microdata.settings import MicrodataSettings
    from jobs.microdata.snapshot import find_snapshots, find_spoiled
    from jobs.microdata.storage import measure_storage

    folder = MicrodataSettings().snapshots_folder
    found = find_snapshots(folder)
    stored = measure_storage(found)
    spoiled = find_spoiled(folder)
    if as_json:
        plain = [one.facts.model_dump(mode="json") | stored[one.id].plain() for one in found]
        click.echo(json.dumps([*plain, *({"folder": name, "error": error.code} for name, error in spoiled.items())]))
        return
    for one in found:
        facts = one.facts
        reach = ", ".join(f"{part.register_code} {part.data_from.isoformat()[:7]}/{part.data_to.isoformat()[:7]}" for part in facts.registers)
        click.echo(f"{facts.id}  {'synthetic' if facts.synthetic else 'microdata'}  {facts.created[:10]}  {stored[one.id]}  {reach}")
    for name, error in spoiled.items():
        click.echo(f"{name}  {error.code}")


@snapshot.command()
@click.argument("name", metavar="ID|DIR")
@click.option("--json", "as_json", is_flag=True, help="Print as JSON.")
@click.pass_obj
def verify(installation: Installation, name: str, as_json: bool) -> None:
    """Recompute every checksum and row count; exit 1 if anything differs. / Räkna om alla kontrollsummor och radantal."""
    from common.translate import translate
    from jobs.microdata.settings import MicrodataSettings
    from jobs.microdata.snapshot import get_snapshot
    from jobs.microdata.verify import verify_snapshot

    opened = get_snapshot(name, MicrodataSettings().snapshots_folder)
    findings = verify_snapshot(opened)
    if as_json:
        click.echo(json.dumps({"id": opened.id, "files": len(opened.manifest.files), "findings": [_plain(one) for one in findings]}))
    if findings:
        raise InputRefused(findings)
    if not as_json:
        rows = sum(entry.rows for entry in opened.manifest.files)
        click.echo(translate("snapshot.verified", installation.settings.language, id=opened.id, files=len(opened.manifest.files), rows=rows))


@snapshot.command()
@click.argument("name", metavar="ID|DIR")
@click.option("--json", "as_json", is_flag=True, help="Print the manifest.")
def show(name: str, as_json: bool) -> None:
    """What a snapshot holds, from its manifest. / Vad en ögonblicksbild innehåller."""
    from jobs.microdata.manifest import write_manifest
    from jobs.microdata.settings import MicrodataSettings
    from jobs.microdata.snapshot import get_snapshot

    manifest = get_snapshot(name, MicrodataSettings().snapshots_folder).manifest
    if as_json:
        click.echo(write_manifest(manifest), nl=False)
        return
    click.echo(f"{manifest.id}  {'synthetic' if manifest.synthetic else 'microdata'}  {manifest.created[:10]}  {manifest.base or ''}".rstrip())
    for code, entry in manifest.registers.items():
        click.echo(f"  {code}: {entry.period}, final {entry.final_to}, {entry.rows} rows{', missing ' + ' '.join(entry.missing_months) if entry.missing_months else ''}")
    for table in sorted({entry.table for entry in manifest.files}):
        click.echo(f"  {table}: {manifest.rows_of(table)} rows")
    for counted, number in manifest.loading.items():
        click.echo(f"  {counted}: {number}")


def _progress() -> Callable[[str], None] | None:
    """Tells each finished step on a terminal; quiet in a pipe."""
    return (lambda step: click.echo(f"  {step}", err=True)) if sys.stderr.isatty() else None


def _plain(finding: Finding) -> dict[str, object]:
    return {"code": finding.code, "severity": str(finding.severity), "path": finding.path, "params": dict(finding.params)}


def _say(finding: Finding, language: str) -> None:
    from common.translate import translate

    place = f" ({finding.path})" if finding.path else ""
    mark = "" if finding.severity is Severity.error else f"[{finding.severity}] "
    click.echo(f"{mark}{finding.code}{place}: {translate(finding.key, language, **finding.params)}", err=True)
