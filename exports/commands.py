"""Commands of the exports room: check a delivery, write a register description or a package file."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import click

from common.installation import Installation

_FOLDER = click.Path(exists=True, file_okay=False, path_type=Path)
_FILE = click.Path(dir_okay=False, path_type=Path)


@click.group()
def delivery() -> None:
    """Deliveries. / Leveranser."""


@delivery.command()
@click.argument("folder", type=_FOLDER)
@click.option("--certificate", "expected", default=None, help="Checksum of the certificate as it stands in the log of the order.")
@click.option("--json", "as_json", is_flag=True, help="Print as JSON.")
@click.pass_obj
def verify(installation: Installation, folder: Path, expected: str | None, as_json: bool) -> None:
    """Check a delivery offline; exit 1 if anything is missing, altered or too much. / Kontrollera en leverans."""
    from common.errors import Finding, InputRefused, Severity
    from common.translate import translate
    from exports.certificate import certificate_hash
    from exports.delivery import verify_delivery

    language = installation.settings.language
    findings = verify_delivery(folder)
    found = certificate_hash(folder)
    if expected is not None and expected.strip().lower() != found:
        findings.append(Finding("exports.error.certificate_other", Severity.error, "certificate.json"))
    if as_json:
        listed = [{"code": one.code, "severity": str(one.severity), "path": one.path, **_sentences(one)} for one in findings]
        click.echo(json.dumps({"certificate": found, "findings": listed}, ensure_ascii=False))
    errors = [one for one in findings if one.severity is Severity.error]
    for one in findings:
        if one not in errors:
            click.echo(translate(one.key, language, **one.params), err=True)
    if errors:
        raise InputRefused(errors)
    if not as_json:
        click.echo(translate("exports.verify.fine", language, sha256=found))
        click.echo(translate("exports.verify.meaning", language))


def _sentences(finding: object) -> dict[str, str]:
    from common.errors import Finding
    from common.translate import LANGUAGES, translate

    assert isinstance(finding, Finding)
    return {language: translate(finding.key, language, **finding.params) for language in LANGUAGES}


@click.group()
def export() -> None:
    """Descriptions and packages for others. / Beskrivningar och paket för andra."""


_OUT = click.option("--out", type=_FILE, required=True, help="File to write; its ending chooses the form.")
_REGISTERS = click.option("--register", "registers", multiple=True, help="Id of a register or a family (par); every register when none is named.")
_DRAFT = click.option("--draft", default=None, help="Id of an import that is still a draft, in place of the published catalogue.")


@export.command()
@_OUT
@_REGISTERS
@click.option("--order", "order_file", type=click.Path(exists=True, dir_okay=False, path_type=Path), help="Only the variables that this order reads.")
@_DRAFT
@click.pass_obj
def rut(installation: Installation, out: Path, registers: tuple[str, ...], order_file: Path | None, draft: str | None) -> None:
    """The RUT-compatible profile rut-gsim-se/1.0: .json or .xlsx. / RUT-kompatibel beskrivning."""
    from catalog.exchange.rules import check_rut
    from common.errors import InputRefused
    from common.translate import translate
    from exports.folder import write_file
    from exports.plain_files import write_json
    from exports.rut.document import rut_envelope
    from exports.workbook.rut import write_rut_workbook

    described = _described(installation, registers, order_file, draft)
    document = rut_envelope(
        described.objects, base=installation.settings.base_url, created=described.described_at, kind="order-list" if order_file else "export",
        agency=described.agency,
    )
    findings = check_rut(document)
    if findings:
        raise InputRefused(findings)
    write_file(out, write_rut_workbook(document) if out.suffix.lower() == ".xlsx" else write_json(document))
    click.echo(translate("exports.rut.written", installation.settings.language, count=len(document["objects"]), file=out))


@export.command()
@_OUT
@_REGISTERS
@click.option("--order", "order_file", type=click.Path(exists=True, dir_okay=False, path_type=Path), help="Only the variables that this order reads.")
@click.option("--separator", type=click.Choice([",", ";"]), default=",", show_default=True, help="Between the cells of a .csv.")
@_DRAFT
@click.pass_obj
def variables(installation: Installation, out: Path, registers: tuple[str, ...], order_file: Path | None, separator: str, draft: str | None) -> None:
    """The variable list of an order, of registers or of the catalogue: .xlsx, .csv or .json. / Variabellista."""
    from common.translate import translate
    from exports.folder import write_file
    from exports.plain_files import write_json
    from exports.rut.document import rut_envelope
    from exports.workbook.variable_table import variable_rows, write_variable_csv, write_variable_workbook

    described = _described(installation, registers, order_file, draft)
    rows = variable_rows(described, installation.settings.base_url, _asked(order_file))
    match out.suffix.lower():
        case ".xlsx":
            data = write_variable_workbook(described, rows)
        case ".json":
            data = write_json(rut_envelope(described.objects, base=installation.settings.base_url, created=described.described_at, kind="order-list"))
        case _:
            data = write_variable_csv(rows, separator)
    write_file(out, data)
    click.echo(translate("exports.variables.written", installation.settings.language, count=len(rows), file=out))


@export.command()
@_OUT
@click.option("--register", "registers", multiple=True, help="Id of the register; of a draft its only one when none is named.")
@_DRAFT
@click.pass_obj
def workbook(installation: Installation, out: Path, registers: tuple[str, ...], draft: str | None) -> None:
    """A register as a workbook of the authority's template; several become files beside each other. / Registerarbetsbok."""
    from exports.folder import write_file
    from exports.workbook.register import write_register_workbook

    described = _described(installation, (), draft=draft)
    names = [part for one in registers for part in described.families.get(one, (one,))]
    chosen = [described.get_register(one) for one in names] or list(described.registers)
    for register in chosen:
        target = out if len(chosen) == 1 else out.with_name(f"{out.stem}-{register['localId']}{out.suffix}")
        write_file(target, write_register_workbook(described, register))
        click.echo(str(target))


@export.command()
@_OUT
@_REGISTERS
@click.option("--profile", type=click.Choice(["2.5", "3.3"]), default="3.3", show_default=True, help="DDI-Codebook 2.5, a file per register, or DDI-Lifecycle 3.3.")
@click.option("--order", "order_file", type=click.Path(exists=True, dir_okay=False, path_type=Path), help="Only the variables that this order reads.")
@_DRAFT
@click.pass_obj
def ddi(installation: Installation, out: Path, registers: tuple[str, ...], profile: str, order_file: Path | None, draft: str | None) -> None:
    """DDI: Lifecycle 3.3 of everything chosen, or Codebook 2.5 of each register. / DDI."""
    from exports.ddi.codebook import write_codebook
    from exports.ddi.lifecycle import write_lifecycle
    from exports.folder import write_file

    described = _described(installation, registers, order_file, draft)
    if profile == "3.3":
        write_file(out, write_lifecycle(described))
        click.echo(str(out))
        return
    for register in described.registers:
        target = out if len(described.registers) == 1 else out.with_name(f"{out.stem}-{register['localId']}{out.suffix}")
        write_file(target, write_codebook(described, register, installation.settings.base_url))
        click.echo(str(target))


@export.command()
@_OUT
@_REGISTERS
@click.option("--profile", default="dcat-ap-3.0.1", show_default=True, help="dcat-ap-3.0.1, dcat-ap-se-3.0.1 or healthdcat-ap-r8.")
@click.option("--validate", "judged", is_flag=True, help="Also say what our own rules and, where configured, the official shapes find; exit 1 on an error.")
@_DRAFT
@click.pass_obj
def dcat(installation: Installation, out: Path, registers: tuple[str, ...], profile: str, judged: bool, draft: str | None) -> None:
    """DCAT for portals: .rdf, .ttl, .jsonld or .nt. / DCAT för portaler."""
    from common.errors import InputRefused, Severity
    from common.translate import translate
    from exports.dcat.checks import check_document
    from exports.dcat.page import Page
    from exports.dcat.portal import Portal
    from exports.dcat.profiles import get_profile
    from exports.folder import write_file
    from exports.rdf import write_graph
    from exports.shapes import judge

    chosen, settings = get_profile(profile), installation.settings
    described = _described(installation, registers, draft=draft)
    graph = chosen.build_catalogue(described, chosen.chosen(described.registers), Portal.of(settings), Page()).graph
    write_file(out, write_graph(graph, _syntax(out)))
    click.echo(str(out))
    if not judged:
        return
    findings = check_document(graph, chosen.name)
    if settings.shapes is not None:
        judgement = judge(graph, chosen, settings.shapes)
        findings += judgement.findings
        click.echo(translate("exports.dcat.judged", settings.language, profile=chosen.name, allowed=judgement.allowed, dropped=judgement.dropped))
    errors = [one for one in findings if one.severity is Severity.error]
    for one in findings:
        if one not in errors:
            click.echo(f"{one.severity}: {one.path}: {translate(one.key, settings.language, **one.params)}", err=True)
    if errors:
        raise InputRefused(errors)
    click.echo(translate("exports.dcat.fine", settings.language, profile=chosen.name))


@export.command(name="schema-org")
@_OUT
@_REGISTERS
@click.pass_obj
def schema_org(installation: Installation, out: Path, registers: tuple[str, ...]) -> None:
    """Registers as schema.org JSON-LD. / Register som schema.org."""
    from exports.dcat.portal import Portal
    from exports.folder import write_file
    from exports.plain_files import write_json
    from exports.schema_org import catalogue_json

    write_file(out, write_json(catalogue_json(_described(installation, registers), Portal.of(installation.settings), installation.settings.language)))
    click.echo(str(out))


@export.command()
@_OUT
@_REGISTERS
@click.option("--system", default=None, help="A loaded national classification instead: notation and hierarchy, labels only where they are our own.")
@_DRAFT
@click.pass_obj
def skos(installation: Installation, out: Path, registers: tuple[str, ...], system: str | None, draft: str | None) -> None:
    """Code lists and concepts as SKOS: .ttl, .rdf, .jsonld or .nt. / Kodlistor som SKOS."""
    from catalog.editions import get_edition
    from catalog.importers.content import read_systems
    from common.database import reading
    from exports.folder import write_file
    from exports.rdf import write_graph
    from exports.skos import code_list_graph, edition_graph

    base = installation.settings.base_url
    if system is not None:
        with reading(installation.engine) as session:
            edition = get_edition(session, system)
        triples = edition_graph(read_systems()[edition.system], edition, base)
    else:
        triples = code_list_graph(_described(installation, registers, draft=draft), base)
    write_file(out, write_graph(triples.graph, _syntax(out)))
    click.echo(str(out))


def _syntax(out: Path) -> str:
    """The syntax that a file's ending asks for. BadParameter for another one."""
    from exports.rdf import SYNTAXES

    syntax = out.suffix.lower().lstrip(".")
    if syntax not in SYNTAXES:
        raise click.BadParameter(f"{out.name}: {', '.join('.' + each for each in SYNTAXES)}")
    return syntax


def _asked(order_file: Path | None) -> dict[str, Any]:
    """Years and code expressions by register, as the order's criteria state them."""
    from assistant.document import read_order
    from exports.workbook.variable_table import Asked

    if order_file is None:
        return {}
    order, _faults = read_order(order_file.read_bytes(), order_file.name)
    found: dict[str, Any] = {}
    for _path, _cohort, one in order.criteria() if order else ():
        for register in ("par_in", "par_out") if one.register_code == "par" else (one.register_code,):
            before = found.get(register, Asked())
            period = one.period.period if one.period else None
            years = [year for year in (before.first_year, before.last_year, period.first.year if period else None, period.last.year if period else None) if year]
            codes = dict(before.codes)
            for each in one.codes:
                codes[each.system] = "; ".join(dict.fromkeys([*filter(None, [codes.get(each.system)]), each.expr]))
            found[register] = Asked(min(years, default=None), max(years, default=None), codes)
    return found


def _described(installation: Installation, registers: tuple[str, ...], order_file: Path | None = None, draft: str | None = None) -> Any:
    """The published catalogue, some registers of it, the variables an order reads, or the objects of a draft."""
    from assistant.document import read_order
    from catalog.lookup import open_catalogue
    from common.database import reading
    from common.errors import InputRefused
    from exports.described import describe_catalogue, describe_draft
    from exports.rut.describe import describe_order

    with reading(installation.engine) as session:
        if draft is not None:
            return describe_draft(session, draft).only(registers)
        described = describe_catalogue(session)
        if order_file is None:
            return described.only(registers)
        catalogue = open_catalogue(session)
    order, faults = read_order(order_file.read_bytes(), order_file.name)
    if order is None:
        raise InputRefused(faults)
    refs = {one.ref for one in describe_order(catalogue, order)}
    return described.around([described.known[ref] for ref in sorted(refs) if ref in described.known])


@export.command()
@click.argument("folder", type=_FOLDER)
@click.option("--out", type=_FILE, required=True, help="The zip file to write.")
@click.pass_obj
def datapackage(installation: Installation, folder: Path, out: Path) -> None:
    """A checked delivery as one zip file, a Frictionless Data Package. / En leverans som en zipfil."""
    from common.errors import InputRefused, Severity
    from exports.delivery import verify_delivery, zip_delivery
    from exports.folder import write_file

    errors = [one for one in verify_delivery(folder) if one.severity is Severity.error]
    if errors:
        raise InputRefused(errors)
    write_file(out, zip_delivery(folder))
    click.echo(str(out))


def write_run(
    out: Path, installation: Installation, *, order_text: str, order: Any, catalogue: Any, spec: dict[str, Any], result: Any, facts: Any,
    evidence: dict[str, str], is_protected: bool,
) -> None:
    """The files of `order run`: a package that nobody has approved, and beside it the reviewer's evidence, which no delivery holds.

    Of a run that is not protected only the evidence and what was asked for.
    """
    from assistant.judgement import Context
    from catalog.editions import open_code_lists
    from common.clock import today
    from common.database import reading
    from exports.composition import Released, compose, demonstration, publisher_of
    from exports.delivery import write_delivery, write_refused_run
    from exports.folder import write_file

    with reading(installation.engine) as session:
        context = Context(today(installation.clock), snapshot=facts, editions=open_code_lists(session))
    settings = installation.settings
    released = Released(spec["order_id"], order, order_text, 1, result, spec, facts, demonstration(installation.clock))
    delivery = compose(released, catalogue, context, created=installation.clock.now(), publisher=publisher_of(settings), base_url=settings.base_url)
    if not is_protected:
        write_refused_run(out, delivery, evidence)
        return
    write_delivery(out, delivery)
    for name, text in evidence.items():
        write_file(out / "evidence" / name, text.encode())


def write_shell_workbook(out: Path, shells: Any, language: str) -> None:
    """The empty tables as a workbook, in the layout the delivery will have; handed to `order shell` by the assembler."""
    from exports.folder import write_file
    from exports.workbook.empty import write_shell_workbook

    write_file(out, write_shell_workbook(shells, language))
