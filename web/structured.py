"""What a page tells search engines about its subject: schema.org as data, never as a script that runs."""

from __future__ import annotations

from typing import Any

from common.errors import NotFound
from exports.dcat.portal import Portal
from exports.schema_org import code_system_json, register_json, variable_json
from metadata.model.artefact import Artefact
from metadata.model.code_system import CodeSystem
from web.doors import doors
from web.fresh import described_now
from web.language import canonical, language


def structured_register(key: str) -> dict[str, Any] | None:
    """The register as a Dataset in the reader's language; None for one that is not published."""
    described = described_now()
    try:
        register = described.get_register(key)
    except NotFound:
        return None
    return register_json(described, register, _portal(), language())


def structured_variable(variable: Artefact) -> dict[str, Any] | None:
    """The variable as a DefinedTerm; None for one that is not published."""
    described = described_now()
    found = described.known.get(variable.ref)
    return variable_json(described, found, _portal(), canonical(), language()) if found else None


def structured_system(system: CodeSystem) -> dict[str, Any]:
    """The code system as a DefinedTermSet."""
    return code_system_json(system, _portal(), canonical(), language())


def _portal() -> Portal:
    return Portal.of(doors().settings)
