"""Commands of the exports room: check a delivery, write a register description or a package file."""

from __future__ import annotations

import json
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import click

from common.errors import Finding
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

_VALIDATE = click.option("--validate", "judged", is_flag=True, help="Also say what our own rules and, where configured, official schemas find; exit 1 on an error.")


@export.command()
@_OUT
@_REGISTERS
@click.option("--order", "order_file", type=click.Path(exists=True, dir_okay=False, path_type=Path), help="Only the variables that this order reads.")
@_DRAFT
@_VALIDATE
@click.pass_obj
def rut(installation: Installation, out: Path, registers: tuple[str, ...], order_file: Path | None, draft: str | None, judged: bool) -> None:
    """The RUT-compatible profile rut-gsim-se/1.0: .json or .xlsx. / RUT-kompatibel beskrivning."""
    from catalog.exchange.rules import check_rut
    from common.errors import InputRefused
    from common.translate import translate
    from exports.chosen import chosen_for
    from exports.folder import write_file
    from exports.plain_files import write_json
    from exports.rut.document import rut_envelope
    from exports.validation import check_profile
    from exports.workbook.rut import write_rut_workbook

    described = chosen_for(installation, registers, order_file, draft)
    document = rut_envelope(
        described.objects, base=installation.settings.base_url, created=described.described_at, kind="order-list" if order_file else "export",
        agency=described.agency,
    )
    findings = check_rut(document)
    if findings:
        raise InputRefused(findings)
    data = write_rut_workbook(document) if out.suffix.lower() == ".xlsx" else write_json(document)
    write_file(out, data)
    click.echo(translate("exports.rut.written", installation.settings.language, count=len(document["objects"]), file=out))
    if judged:
        _report(installation, check_profile(data, out.name), document["profile"])


@export.command()
@_OUT
@_REGISTERS
@click.option("--order", "order_file", type=click.Path(exists=True, dir_okay=False, path_type=Path), help="Only the variables that this order reads.")
@click.option("--separator", type=click.Choice([",", ";"]), default=",", show_default=True, help="Between the cells of a .csv.")
@_DRAFT
@_VALIDATE
@click.pass_obj
def variables(installation: Installation, out: Path, registers: tuple[str, ...], order_file: Path | None, separator: str, draft: str | None, judged: bool) -> None:
    """The variable list of an order, of registers or of the catalogue: .xlsx, .csv or .json. / Variabellista."""
    from catalog.exchange.variable_table import read_variable_table
    from catalog.lookup import open_catalogue
    from common.database import reading
    from common.translate import translate
    from exports.chosen import asked_of, chosen_for
    from exports.folder import write_file
    from exports.plain_files import write_json
    from exports.rut.document import rut_envelope
    from exports.validation import check_profile
    from exports.workbook.variable_table import variable_rows, write_variable_csv, write_variable_workbook

    described = chosen_for(installation, registers, order_file, draft)
    rows = variable_rows(described, installation.settings.base_url, asked_of(order_file))
    match out.suffix.lower():
        case ".xlsx":
            data = write_variable_workbook(described, rows)
        case ".json":
            data = write_json(rut_envelope(described.objects, base=installation.settings.base_url, created=described.described_at, kind="order-list"))
        case _:
            data = write_variable_csv(rows, separator)
    write_file(out, data)
    click.echo(translate("exports.variables.written", installation.settings.language, count=len(rows), file=out))
    if judged:
        with reading(installation.engine) as session:
            found = check_profile(data, out.name) if out.suffix.lower() == ".json" else read_variable_table(data, out.name, open_catalogue(session)).findings
        _report(installation, found, out.name, "exports.validate.reads_back")


@export.command()
@_OUT
@click.option("--register", "registers", multiple=True, help="Id of the register; of a draft its only one when none is named.")
@_DRAFT
@_VALIDATE
@click.pass_obj
def workbook(installation: Installation, out: Path, registers: tuple[str, ...], draft: str | None, judged: bool) -> None:
    """A register as a workbook of the authority's template; several become files beside each other. / Registerarbetsbok."""
    from exports.chosen import chosen_for
    from exports.folder import write_file
    from exports.validation import check_workbook
    from exports.workbook.register import write_register_workbook

    described = chosen_for(installation, (), draft=draft)
    names = [part for one in registers for part in described.families.get(one, (one,))]
    chosen = [described.get_register(one) for one in names] or list(described.registers)
    findings: list[Finding] = []
    for register in chosen:
        target = out if len(chosen) == 1 else out.with_name(f"{out.stem}-{register['localId']}{out.suffix}")
        data = write_register_workbook(described, register)
        write_file(target, data)
        click.echo(str(target))
        if judged:
            findings += check_workbook(data, target.name)
    if judged:
        _report(installation, findings, out.name, "exports.validate.reads_back")


@export.command()
@_OUT
@_REGISTERS
@click.option("--profile", type=click.Choice(["2.5", "3.3"]), default="3.3", show_default=True, help="DDI-Codebook 2.5, a file per register, or DDI-Lifecycle 3.3.")
@click.option("--order", "order_file", type=click.Path(exists=True, dir_okay=False, path_type=Path), help="Only the variables that this order reads.")
@_DRAFT
@_VALIDATE
@click.pass_obj
def ddi(installation: Installation, out: Path, registers: tuple[str, ...], profile: str, order_file: Path | None, draft: str | None, judged: bool) -> None:
    """DDI: Lifecycle 3.3 of everything chosen, or Codebook 2.5 of each register. / DDI."""
    from exports.chosen import chosen_for
    from exports.ddi.codebook import write_codebook
    from exports.ddi.lifecycle import write_lifecycle
    from exports.folder import write_file
    from exports.validation import check_codebook, check_lifecycle

    described = chosen_for(installation, registers, order_file, draft)
    folder, base, findings = installation.settings.shapes, installation.settings.base_url, []
    registers_of = described.registers if profile == "2.5" else [None]
    for register in registers_of:
        target = out if register is None or len(registers_of) == 1 else out.with_name(f"{out.stem}-{register['localId']}{out.suffix}")
        data = write_codebook(described, register, base) if register else write_lifecycle(described)
        write_file(target, data)
        click.echo(str(target))
        if judged:
            findings += check_codebook(data, target.name, folder) if register else check_lifecycle(data, target.name, folder)
    if judged:
        _report(installation, findings, f"DDI {profile}")


@export.command()
@_OUT
@_REGISTERS
@click.option("--profile", default="dcat-ap-3.0.1", show_default=True, help="dcat-ap-3.0.1, dcat-ap-se-3.0.1 or healthdcat-ap-r8.")
@_DRAFT
@_VALIDATE
@click.pass_obj
def dcat(installation: Installation, out: Path, registers: tuple[str, ...], profile: str, draft: str | None, judged: bool) -> None:
    """DCAT for portals: .rdf, .ttl, .jsonld or .nt. / DCAT för portaler."""
    from common.translate import translate
    from exports.chosen import chosen_for
    from exports.dcat.checks import check_document
    from exports.dcat.page import Page
    from exports.dcat.portal import Portal
    from exports.dcat.profiles import get_profile
    from exports.folder import write_file
    from exports.rdf import write_graph
    from exports.shapes import judge

    chosen, settings = get_profile(profile), installation.settings
    described = chosen_for(installation, registers, draft=draft)
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
    _report(installation, findings, chosen.name)


@export.command(name="schema-org")
@_OUT
@_REGISTERS
@_VALIDATE
@click.pass_obj
def schema_org(installation: Installation, out: Path, registers: tuple[str, ...], judged: bool) -> None:
    """Registers as schema.org JSON-LD. / Register som schema.org."""
    from exports.chosen import chosen_for
    from exports.dcat.portal import Portal
    from exports.folder import write_file
    from exports.plain_files import write_json
    from exports.schema_org import catalogue_json
    from exports.validation import check_schema_org

    document = catalogue_json(chosen_for(installation, registers), Portal.of(installation.settings), installation.settings.language)
    write_file(out, write_json(document))
    click.echo(str(out))
    if judged:
        _report(installation, check_schema_org(document), "schema.org")


@export.command()
@_OUT
@_REGISTERS
@click.option("--system", default=None, help="A loaded national classification instead: notation and hierarchy, labels only where they are our own.")
@_DRAFT
@_VALIDATE
@click.pass_obj
def skos(installation: Installation, out: Path, registers: tuple[str, ...], system: str | None, draft: str | None, judged: bool) -> None:
    """Code lists and concepts as SKOS: .ttl, .rdf, .jsonld or .nt. / Kodlistor som SKOS."""
    from catalog.editions import get_edition
    from catalog.importers.content import read_systems
    from common.database import reading
    from exports.chosen import chosen_for
    from exports.folder import write_file
    from exports.rdf import write_graph
    from exports.skos import code_list_graph, edition_graph
    from exports.validation import check_skos

    base = installation.settings.base_url
    if system is not None:
        with reading(installation.engine) as session:
            edition = get_edition(session, system)
        triples = edition_graph(read_systems()[edition.system], edition, base)
    else:
        triples = code_list_graph(chosen_for(installation, registers, draft=draft), base)
    write_file(out, write_graph(triples.graph, _syntax(out)))
    click.echo(str(out))
    if judged:
        _report(installation, check_skos(triples.graph, installation.settings.shapes), "SKOS")


def _report(installation: Installation, findings: Iterable[Finding], what: str, key: str = "exports.dcat.fine") -> None:
    """Says every finding in words; raises InputRefused with the errors, else says that the document follows what it should."""
    from common.errors import InputRefused, Severity
    from common.translate import translate

    language, found = installation.settings.language, list(findings)
    errors = [one for one in found if one.severity is Severity.error]
    for one in found:
        if one not in errors:
            click.echo(f"{one.severity}: {one.path}: {translate(one.key, language, **one.params)}", err=True)
    if errors:
        raise InputRefused(errors)
    click.echo(translate(key, language, profile=what))


def _syntax(out: Path) -> str:
    """The syntax that a file's ending asks for. BadParameter for another one."""
    from exports.rdf import SYNTAXES

    syntax = out.suffix.lower().lstrip(".")
    if syntax not in SYNTAXES:
        raise click.BadParameter(f"{out.name}: {', '.join('.' + each for each in SYNTAXES)}")
    return syntax


@export.command()
@click.argument("folder", type=_FOLDER)
@click.option("--out", type=_FILE, required=True, help="The zip file to write.")
@_VALIDATE
@click.pass_obj
def datapackage(installation: Installation, folder: Path, out: Path, judged: bool) -> None:
    """A checked delivery as one zip file, a Frictionless Data Package. / En leverans som en zipfil."""
    from common.errors import InputRefused, Severity
    from exports.delivery import verify_delivery, zip_delivery
    from exports.folder import write_file

    findings = verify_delivery(folder)
    errors = [one for one in findings if one.severity is Severity.error]
    if errors:
        raise InputRefused(errors)
    write_file(out, zip_delivery(folder))
    click.echo(str(out))
    if judged:
        _report(installation, findings, "Data Package v2")


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
