"""schema.org descriptions of registers and variables, as search engines and researchdata.se read them in a page."""

from __future__ import annotations

from typing import Any

from catalog.exchange.objects import Object, text_of
from exports.dcat.parts import modified
from exports.dcat.portal import Portal
from exports.described import Described
from metadata.model.code_system import CodeSystem

MAX_VARIABLES = 200


def register_json(described: Described, register: Object, portal: Portal, language: str = "sv") -> dict[str, Any]:
    """A register as a Dataset, in one language; the first 200 variables by name."""
    holder, population = described.follow(register, "holder"), described.follow(register, "population")
    variables = [one for each in described.resources(register) for one in described.variables(each)]
    words = [text for word in register.get("keywords", ()) if (text := str(word.get(language) or ""))]
    found: dict[str, Any] = {
        "@context": "https://schema.org",
        "@type": "Dataset",
        "@id": portal.register(register),
        "name": text_of(register, "name", language),
        "alternateName": str(register.get("abbreviation") or register["localId"]),
        "description": text_of(register, "description", language) or text_of(register, "name", language),
        "identifier": [str(register["id"])],
        "url": portal.page(register),
        "inLanguage": "sv",
        "creator": _organisation(holder, language),
        "publisher": _organisation(holder, language),
        "keywords": words,
        "temporalCoverage": f"{register['dataFrom']}/{register.get('dataUntil') or '..'}" if register.get("dataFrom") else None,
        "spatialCoverage": {"@type": "Place", "name": "Sverige" if language == "sv" else "Sweden"},
        "isAccessibleForFree": False,
        "conditionsOfAccess": text_of(register, "confidentiality", language) or None,
        "usageInfo": text_of(population, "inclusion", language) or None,
        "license": portal.licence,
        "variableMeasured": [_property(one, language) for one in variables[:MAX_VARIABLES]],
        "distribution": {"@type": "DataDownload", "contentUrl": portal.order_page(register), "encodingFormat": "text/html"},
        "dateModified": modified(described, register),
        "version": str(register["version"]),
    }
    return {name: value for name, value in found.items() if value not in (None, "", [])}


def catalogue_json(described: Described, portal: Portal, language: str = "sv") -> dict[str, Any]:
    """Every register as a Dataset in one DataCatalog."""
    return {
        "@context": "https://schema.org", "@type": "DataCatalog", "@id": portal.at("id/catalog"), "url": portal.at("katalog"),
        "dataset": [{name: value for name, value in register_json(described, one, portal, language).items() if name != "@context"} for one in described.registers],
    }


def _property(one: Object, language: str) -> dict[str, str]:
    made = {"@type": "PropertyValue", "name": str(one["columnName"]), "alternateName": text_of(one, "name", language)}
    description = text_of(one, "description", language)
    return made | ({"description": description} if description else {})


def _organisation(holder: Object, language: str) -> dict[str, Any] | None:
    if not holder:
        return None
    made: dict[str, Any] = {"@type": "Organization", "name": text_of(holder, "name", language)}
    return made | ({"url": str(holder["url"][0])} if holder.get("url") else {})


def variable_json(described: Described, variable: Object, portal: Portal, page: str, language: str = "sv") -> dict[str, Any]:
    """A variable as a DefinedTerm of its register; `page` is its page for people."""
    register = described.follow(variable, "dataResourceRef", "registerRef")
    found = {
        "@context": "https://schema.org", "@type": "DefinedTerm", "@id": portal.at(str(variable["uri"])), "name": text_of(variable, "name", language),
        "termCode": str(variable["columnName"]), "description": text_of(variable, "description", language) or None, "identifier": str(variable["id"]), "url": page,
        "inDefinedTermSet": {"@type": "Dataset", "@id": portal.register(register), "name": text_of(register, "name", language)} if register else None,
    }
    return {name: value for name, value in found.items() if value is not None}


def code_system_json(system: CodeSystem, portal: Portal, page: str, language: str = "sv") -> dict[str, Any]:
    """A code system as a DefinedTermSet: who publishes it and on what terms, never its labels."""
    return {
        "@context": "https://schema.org", "@type": "DefinedTermSet", "@id": portal.at(f"codes/{system.id}"), "name": system.label.of(language), "url": page,
        "creator": {"@type": "Organization", "name": system.owner.of(language)}, "usageInfo": system.licence_note.of(language),
    }
