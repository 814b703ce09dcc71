"""Descriptions as files at lasting addresses: the profile rut-gsim-se, DDI, register workbooks, variable lists and code lists."""

from __future__ import annotations

from functools import lru_cache

from flask import Blueprint, Response, request

from common.errors import NotFound
from exports.dcat.portal import Portal
from exports.ddi.codebook import write_codebook
from exports.ddi.lifecycle import write_lifecycle
from exports.described import Described
from exports.plain_files import write_json
from exports.rdf import SYNTAXES, write_graph
from exports.rut.document import rut_envelope
from exports.skos import code_list_graph
from exports.workbook.register import write_register_workbook
from exports.workbook.rut import write_rut_workbook
from exports.workbook.variable_table import variable_rows, write_variable_csv, write_variable_workbook
from web.doors import doors
from web.fresh import answer, described_now

blueprint = Blueprint("descriptions", __name__)
WORKBOOK = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
TYPES = {"json": "application/json", "xlsx": WORKBOOK, "csv": "text/csv", "xml": "application/xml"} | SYNTAXES
_VERSIONS = ("2.5", "3.3")


@blueprint.get("/gsim/export.<any(json,xlsx):form>")
def gsim(form: str) -> Response:
    """The catalogue, or one register (`register=`), in the RUT-compatible profile."""
    return _file("gsim", form, request.args.get("register", ""))


@blueprint.get("/gsim/variables.<any(csv,xlsx):form>")
def variables(form: str) -> Response:
    """The variable list of the catalogue or of one register."""
    return _file("variables", form, request.args.get("register", ""))


@blueprint.get("/ddi/<register>.xml")
def ddi(register: str) -> Response:
    """A register in DDI; `version` is 2.5 (Codebook) or 3.3 (Lifecycle)."""
    version = request.args.get("version", "2.5")
    if version not in _VERSIONS:
        raise NotFound("exports.error.syntax", syntax=version[:20], known=", ".join(_VERSIONS))
    return _file(f"ddi {version}", "xml", register)


@blueprint.get("/workbook/<register>.xlsx")
def workbook(register: str) -> Response:
    """A register as a workbook of the authority's template."""
    return _file("workbook", "xlsx", register)


@blueprint.get("/codes/lists.<syntax>")
def code_lists(syntax: str) -> Response:
    """The catalogue's own code lists and concepts as SKOS."""
    if syntax not in SYNTAXES:
        raise NotFound("exports.error.syntax", syntax=syntax[:20], known=", ".join(SYNTAXES))
    return _file("codes", syntax, "")


def _file(kind: str, form: str, register: str) -> Response:
    described, base = described_now(), Portal.of(doors().settings).base
    if register and register not in described.families:
        described.get_register(register)
    return answer(described, TYPES[form], lambda: _bytes(described, base, kind, form, register), kind, register)


@lru_cache(maxsize=32)
def _bytes(whole: Described, base: str, kind: str, form: str, register: str) -> bytes:
    described = whole.only([register] if register else [])
    match kind, form:
        case "gsim", _:
            document = rut_envelope(described.objects, base=base, created=described.described_at, agency=described.agency)
            return write_rut_workbook(document) if form == "xlsx" else write_json(document)
        case "variables", _:
            rows = variable_rows(described, base)
            return write_variable_workbook(described, rows) if form == "xlsx" else write_variable_csv(rows)
        case "ddi 2.5", _:
            return write_codebook(described, described.registers[0], base)
        case "ddi 3.3", _:
            return write_lifecycle(described)
        case "workbook", _:
            return write_register_workbook(described, described.registers[0])
        case _:
            return write_graph(code_list_graph(described, base).graph, form)
