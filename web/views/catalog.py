"""The catalogue: registers, variables, measures."""

from __future__ import annotations

from flask import Blueprint, render_template

from web.catalogue import catalogue

blueprint = Blueprint("catalog", __name__)


@blueprint.get("/katalog")
def overview() -> str:
    """Registers and measures that can be ordered from."""
    return render_template("pages/catalogue.html", catalogue=catalogue())


@blueprint.get("/register/<register_code>")
def register(register_code: str) -> str:
    """One register: what it holds, since when, its variables and what it lacks."""
    found = catalogue().get_register(register_code)
    return render_template("pages/register.html", found=found, variables=catalogue().variables(found.id), catalogue=catalogue())


@blueprint.get("/variabel/<register_code>/<column>")
def variable(register_code: str, column: str) -> str:
    """One column of a register: meaning, values, years and quality."""
    found = catalogue().get_variable(register_code, column)
    content = catalogue().content
    represented = content.of("represented_variables")[found.represented_variable]
    domain = content.of("value_domains")[represented.value_domain]
    listed = content.of("code_lists").get(domain.code_list or "")
    return render_template(
        "pages/variable.html", found=found, register=catalogue().get_register(found.register_code), represented=represented, domain=domain,
        listed=listed, bindings=catalogue().bindings(found.register_code, found.column_name),
    )


@blueprint.get("/matt/<measure_id>")
def measure(measure_id: str) -> str:
    """One measure: its exact meaning, options and how its cells add."""
    return render_template("pages/measure.html", found=catalogue().get_measure(measure_id), catalogue=catalogue())
