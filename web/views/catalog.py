"""The catalogue: registers, variables, concepts, code systems, measures."""

from __future__ import annotations

from flask import Blueprint, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from catalog.editions import open_code_lists
from common.clock import today
from common.database import reading
from web.catalogue import catalogue
from web.concepts import concept_page, shared_concepts
from web.doors import doors
from web.registers import register_page
from web.signposts import signposted_register, signposted_variable
from web.structured import structured_register, structured_variable
from web.systems import code_systems
from web.variables import variable_page

blueprint = Blueprint("catalog", __name__)


@blueprint.get("/katalog")
def overview() -> str:
    """The ways into the catalogue: by register, by subject, by code system, by measure."""
    with reading(doors().engine) as session:
        lists = open_code_lists(session)
    return render_template("pages/catalogue.html", catalogue=catalogue(), subjects=shared_concepts(catalogue()), systems=code_systems(catalogue(), lists))


@blueprint.get("/register/<register_code>")
def register(register_code: str) -> ResponseReturnValue:
    """One register: what it is for, its time, its variables, its quality, how to order from it."""
    known = catalogue()
    family = known.families.get(register_code.lower())
    if family is not None or register_code != register_code.lower():
        return redirect(url_for("catalog.register", register_code=family.members[0] if family else register_code.lower()), 301)
    page = register_page(known, known.get_register(register_code), today(doors().clock))
    return signposted_register(render_template("pages/register.html", page=page, structured=structured_register(register_code)), register_code)


@blueprint.get("/variabel/<register_code>/<column>")
def variable(register_code: str, column: str) -> ResponseReturnValue:
    """One column of a register, or a numbered series of columns: meaning, years, values, coding and quality."""
    known = catalogue()
    described = known.content.instance_variables.get(f"{register_code}/{column}")
    page = variable_page(known, described.register_code if described else register_code.lower(), column, today(doors().clock))
    if (page.found.source.id, page.found.name) != (register_code, column):
        return redirect(url_for("catalog.variable", register_code=page.found.source.id, column=page.found.name), 301)
    return signposted_variable(render_template("pages/variable.html", page=page, structured=structured_variable(page.found.columns[0])), page.found.columns[0])


@blueprint.get("/begrepp/<key>")
def concept(key: str) -> str:
    """One concept, and every variable that represents it, register by register."""
    return render_template("pages/concept.html", page=concept_page(catalogue(), key))


@blueprint.get("/matt/<measure_id>")
def measure(measure_id: str) -> str:
    """One measure: its exact meaning, options and how its cells add."""
    found = catalogue().get_measure(measure_id)
    pages = [one for one in catalogue().help_pages if found.id in one.measures]
    return render_template("pages/measure.html", found=found, catalogue=catalogue(), pages=pages)
