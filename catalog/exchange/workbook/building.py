"""Makes the objects of rut-gsim-se out of the rows of a workbook; every choice the rows leave open is a finding."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from catalog.exchange.objects import make_object, reference
from catalog.exchange.workbook.content import CodeSheet, Row, WorkbookContent
from catalog.exchange.workbook.period import first_day, last_day, parse_period
from catalog.exchange.workbook.value_set import ValueSet, parse_value_set
from catalog.exchange.workbook.words import meaning_of, plain, vocabulary
from common.errors import Severity
from metadata.codes import SHAPES

_W, _I, _E = Severity.warning, Severity.info, Severity.error
_FOREVER = "9999-12-31"


class Builder:
    """Holds what has been made of one workbook; objects are made once by type and key."""

    def __init__(self, content: WorkbookContent, file: str) -> None:
        self.content, self.file = content, file
        self.made: dict[tuple[str, str], dict[str, Any]] = {}
        title = content.facts.get("title", {}).get("sv") or content.general.get("dataset_datamängd") or re.sub(r"\.[Xx][Ll][Ss][Xx]$", "", file)
        self.title = title
        self.key = re.sub(r"[^a-z0-9]+", "_", title.lower().translate(str.maketrans("åäö", "aao"))).strip("_") or "register"
        self.lists: dict[str, dict[str, Any]] = {}
        self.cited: set[str] = set()

    def build(self) -> list[dict[str, Any]]:
        """Every object of the workbook."""
        register = self._register()
        resources = self._resources(register)
        for sheet in self.content.code_sheets:
            self._code_list(sheet)
        seen: dict[tuple[str, str], list[tuple[Row, str, str]]] = {}
        for row in self.content.variables:
            self._variable(row, resources, register, seen)
        for sheet in self.content.code_sheets:
            if plain(sheet.hint) not in self.cited:
                self.content.say("exchange.warning.list_not_cited", _W, sheet.title)
        self._widen(register)
        return list(self.made.values())

    def _add(self, type_name: str, key: str, name: dict[str, str], /, **own: Any) -> dict[str, Any]:
        """The object of this type and key, made at the first asking."""
        if (type_name, key) not in self.made:
            self.made[(type_name, key)] = make_object(type_name, key, name, **own)
        return self.made[(type_name, key)]

    def _unit(self, text: str) -> dict[str, Any]:
        return self._add("UnitType", f"{self.key}/{plain(text) or 'okand'}", {"sv": text or "Okänd objekttyp"})

    def _register(self) -> dict[str, Any]:
        facts, general = self.content.facts, self.content.general
        publisher = facts.get("publisher") or {"sv": "Socialstyrelsen", "en": "The National Board of Health and Welfare"}
        if "publisher" not in facts:
            self.content.say("exchange.info.assumed", _I, self.file, what="Utgivare", value=publisher["sv"])
        contact = facts.get("contact", {}).get("sv") or general.get("contact")
        holder = self._add("Agent", plain(publisher.get("sv", "utgivare")), _named(publisher, "Utgivare"), kind="organisation", contact=contact)
        rights = meaning_of("rights", facts.get("rights", {}).get("sv", ""))
        if rights is None:
            self.content.say("exchange.info.assumed", _I, self.file, what="Åtkomsträttigheter", value="NON_PUBLIC")
        period = parse_period(facts.get("period", {}).get("sv", ""))
        if not period.is_clean:
            self.content.say("exchange.warning.period", _W, self.file, text=facts["period"]["sv"][:60])
        kept = {"workbook": {"general": general, "extras": self.content.extras, "sheets": self._raw()}}
        register = self._add(
            "Register", self.key, _named(facts.get("title", {}), self.title),
            description=facts.get("description"), holder=reference(holder), accessRights=rights or "NON_PUBLIC",
            updateFrequency=self._frequency(facts.get("frequency", {}).get("sv", ""), self.file),
            legalBasis=[{"title": facts["law"]}] if facts.get("law") else None, spatial=facts.get("spatial"),
            landingPage=facts.get("landing", {}).get("sv"), accessPage=facts.get("access", {}).get("sv"), documentation=facts.get("documentation", {}).get("sv"),
            contact=contact, versionLabel=general.get("dataset_version"), x=kept, source={"file": self.file},
            alias=[{"scheme": "sos", "value": general["dataset_datamängd"]}] if general.get("dataset_datamängd") else None,
        )
        register["dataFrom"] = period.first.isoformat() if period.first else None
        register["dataUntil"] = period.last.isoformat() if period.last else None
        if facts.get("population"):
            population = self._add("Population", self.key, facts["population"], unitTypeRef=reference(self._unit("Person")), inclusion=facts["population"])
            register["population"] = reference(population)
        return register

    def _raw(self) -> dict[str, list[list[str]]]:
        return self.content.kept | {sheet.title: sheet.raw for sheet in self.content.code_sheets if sheet.raw}

    def _frequency(self, text: str, place: str) -> str | None:
        found = meaning_of("frequency", text)
        if text and found is None:
            self.content.say("exchange.warning.word", _W, place, column="Uppdateringsfrekvens", text=text[:60])
        return found

    def _resources(self, register: dict[str, Any]) -> dict[str, dict[str, Any]]:
        found: dict[str, dict[str, Any]] = {}
        for row in self.content.resources:
            name = row.cells.get("resource", "")
            if not name or name.lower() in found:
                self.content.say("exchange.warning.resource_twice", _W, row.place, resource=name or "–")
                continue
            found[name.lower()] = self._resource(name, register, row)
        return found

    def _resource(self, name: str, register: dict[str, Any], row: Row | None = None) -> dict[str, Any]:
        cells, place = (row.cells, row.place) if row else ({}, self.file)
        level = cells.get("level", "")
        made = self._add(
            "DataResource", name, {"sv": cells.get("label") or name}, registerRef=reference(register), description=_text(cells.get("description")),
            aggregationLevel=_text(level), unitTypeRef=reference(self._unit(level)) if level else None,
            updateFrequency=self._frequency(cells.get("frequency", ""), place), source={"file": self.file, "place": place},
        )
        made["dataFrom"], made["dataUntil"] = self._days(cells, place)
        return made

    def _days(self, cells: dict[str, str], place: str) -> tuple[str | None, str | None]:
        (first, clean), (last, also_clean) = first_day(cells.get("first", "")), last_day(cells.get("last", ""))
        for column, is_clean in (("first", clean), ("last", also_clean)):
            if not is_clean:
                self.content.say("exchange.warning.year", _W, place, column="Data från" if column == "first" else "Data till", text=cells[column][:40])
        return first, last

    def _code_list(self, sheet: CodeSheet) -> None:
        if not sheet.codes:
            return
        codes: list[dict[str, Any]] = []
        seen: set[tuple[Any, ...]] = set()
        for one in sheet.codes:
            mark = (one["code"], one["text"], one["first"], one["until"])
            if mark in seen:
                self.content.say("exchange.warning.code_twice", _W, one["place"], code=one["code"])
                continue
            seen.add(mark)
            code = {"code": one["code"], "validFrom": one["first"], "validUntil": one["until"], "observedOnly": False}
            codes.append(code | ({"category": {"sv": one["text"]}} if one["text"] else {}))
        name = sheet.preamble.get("kodverk") or sheet.hint or sheet.title
        made = self._add(
            "CodeList", f"{self.key}/{sheet.hint or sheet.title}", {"sv": name}, description=_text(sheet.preamble.get("bakgrund")),
            publisher=self.content.facts.get("publisher", {}).get("sv", "Socialstyrelsen"), labelsPublishable=True, codes=codes, sheet=sheet.hint,
            statedFor=sheet.preamble.get("variabelnamn"), source={"file": self.file, "place": sheet.title},
        )
        names = {sheet.hint, sheet.preamble.get("variabelnamn", ""), *(one["variable"] for one in sheet.codes)} - {""}
        for word in names:
            self.lists.setdefault(plain(word), made)

    def _variable(
        self, row: Row, resources: dict[str, dict[str, Any]], register: dict[str, Any], seen: dict[tuple[str, str], list[tuple[Row, str, str]]]
    ) -> None:
        cells = row.cells
        name = cells.get("name", "")
        if not name:
            self.content.say("exchange.warning.no_variable", _W, row.place)
            return
        stated = cells.get("resource") or (next(iter(resources.values()))["localId"] if len(resources) == 1 else self.key.upper())
        if stated.lower() not in resources:
            if self.content.resources:
                self.content.say("exchange.warning.resource_unknown", _W, row.place, resource=stated)
            resources[stated.lower()] = self._resource(stated, register)
        resource = resources[stated.lower()]
        first, last = self._days(cells, row.place)
        first = first or resource["dataFrom"] or register["dataFrom"]
        key = f"{resource['localId']}/{name}"
        others = seen.setdefault((resource["localId"].lower(), name.lower()), [])
        span = (first or "0000", last or _FOREVER)
        clash = next((other for other, a, b in others if span[0] <= b and a <= span[1]), None)
        if clash is not None:
            self.content.say("exchange.error.variable_twice", _E, row.place, variable=name, resource=resource["localId"], other=clash.place)
            return
        if others:
            self.content.say("exchange.info.variable_again", _I, row.place, variable=name, other=others[-1][0].place)
            key = f"{key}#{(first or row.place)[:4]}"
        others.append((row, *span))
        self._columns(row, key, resource, (first, last))

    def _columns(self, row: Row, key: str, resource: dict[str, Any], span: tuple[str | None, str | None]) -> None:
        """The chain from concept to instance variable."""
        cells, name = row.cells, row.cells["name"]
        label = cells.get("label") or name
        if not cells.get("label"):
            self.content.say("exchange.warning.no_label", _W, row.place, variable=name)
        unit_text = cells.get("unit", "")
        if not unit_text:
            self.content.say("exchange.warning.no_unit", _W, row.place, variable=name)
        unit = self._unit(unit_text) if unit_text or not resource.get("unitTypeRef") else None
        unit_ref = reference(unit) if unit else str(resource["unitTypeRef"])
        base = f"{self.key}.{key}"
        concept = self._add("Concept", base, {"sv": label}, definition={"sv": cells.get("description") or label})
        conceptual = self._add("ConceptualVariable", base, {"sv": label}, conceptRef=reference(concept), unitTypeRef=unit_ref)
        is_key = plain(cells.get("join", "")) in ("ja", "j", "x", "1", "true")
        domain = self._domain(row, base)
        represented = self._add(
            "RepresentedVariable", base, {"sv": label}, conceptualVariableRef=reference(conceptual), valueDomainRef=reference(domain),
            sensitivity="personal" if is_key else "health",
        )
        origin = meaning_of("origin", cells.get("origin", ""))
        if cells.get("origin") and origin is None:
            self.content.say("exchange.warning.word", _W, row.place, column="Ursprung", text=cells["origin"][:60])
        made = self._add(
            "InstanceVariable", key, {"sv": label}, description=_text(cells.get("description")), dataResourceRef=reference(resource),
            representedVariableRef=reference(represented), columnName=name, position=self._position(cells.get("position", ""), row.place),
            origin=origin or "reported", derivation=_text(cells.get("source")) if origin == "derived" else None,
            originNote=cells.get("source") if origin != "derived" else None, originText=cells.get("origin") if origin is None else None,
            qualityNote=_text(cells.get("quality")), joinKey=is_key, joinDescription=_text(cells.get("join_text")), unitStated=bool(unit_text),
            orderable={"statistics": False, "microdata": True}, sdcRole="identifier" if is_key else "none",
            source={"file": self.file, "place": row.place},
        )
        made["dataFrom"], made["dataUntil"] = span

    def _position(self, text: str, place: str) -> int | None:
        if re.fullmatch(r"\d+", text):
            return int(text)
        if text:
            self.content.say("exchange.warning.word", _W, place, column="Presentationsordning", text=text[:60])
        return None

    def _domain(self, row: Row, base: str) -> dict[str, Any]:
        cells = row.cells
        stated = parse_value_set(cells.get("values", ""))
        if not stated.is_understood:
            self.content.say("exchange.info.value_text", _I, row.place, text=cells["values"][:80])
        data_type = meaning_of("data_type", cells.get("data_type", ""))
        if cells.get("data_type") and data_type is None:
            self.content.say("exchange.warning.word", _W, row.place, column="Datatyp", text=cells["data_type"][:60])
        code_list = self._cited(row, stated, base)
        signs = [{"code": code, "meaning": {"sv": meaning}, "kind": kind} for code, meaning, kind in stated.sentinels]
        own: dict[str, Any] = {
            "kind": "enumerated" if code_list else "described", "dataType": data_type or "char", "codeListRef": reference(code_list) if code_list else None,
            "min": stated.minimum, "max": stated.maximum, "sentinels": signs, "statedAs": cells.get("values"), "link": cells.get("link"),
            "dataTypeStated": cells.get("data_type"),
        }
        return self._add("ValueDomain", base, {"sv": cells.get("label") or cells["name"]}, **own)

    def _cited(self, row: Row, stated: ValueSet, base: str) -> dict[str, Any] | None:
        """The code list a row points to: a sheet, codes in the cell, a known classification."""
        name = row.cells["name"]
        if stated.codes:
            codes = [{"code": code, "category": {"sv": text}, "observedOnly": False} for code, text in stated.codes]
            return self._add(
                "CodeList", base, {"sv": row.cells.get("label") or name}, publisher="Socialstyrelsen", labelsPublishable=True, codes=codes, inline=True
            )
        for word in ([stated.sheet] if stated.sheet else []) + [name]:
            self.cited.add(plain(word))
            if plain(word) in self.lists:
                self.cited.add(plain(str(self.lists[plain(word)].get("sheet", ""))))
                return self.lists[plain(word)]
        if stated.sheet:
            self.content.say("exchange.warning.list_absent", _W, row.place, variable=name, sheet=stated.sheet)
        return self._classification(row.cells.get("link", ""), row.place)

    def _classification(self, link: str, place: str) -> dict[str, Any] | None:
        words = [plain(part) for part in re.split(r"[\s/,;]+", link)] + [plain(link)]
        known = {plain(system): system for system in SHAPES} | dict(vocabulary("classifications"))
        found = next((known[word] for word in words if word in known), None)
        if link and found is None:
            self.content.say("exchange.info.link_text", _I, place, text=link[:80])
        if found is None:
            return None
        made = self._add("CodeList", found, {"sv": found, "en": found}, publisher=found, labelsPublishable=False)
        made.setdefault("codes", [])
        made.setdefault("licence", None)
        return made

    def _widen(self, register: dict[str, Any]) -> None:
        """A register or data resource without its own start begins with the first of its parts."""
        for kind, member, parents in (("InstanceVariable", "dataResourceRef", "DataResource"), ("DataResource", "registerRef", "Register")):
            for parent in self._of(parents):
                starts = [one["dataFrom"] for one in self._of(kind) if one[member] == reference(parent) and one["dataFrom"]]
                if parent["dataFrom"] is None and starts:
                    parent["dataFrom"] = min(starts)
        if register["dataFrom"] is None:
            self.content.say("exchange.warning.no_start", _W, self.file)

    def _of(self, type_name: str) -> Iterator[dict[str, Any]]:
        return (one for (kind, _key), one in list(self.made.items()) if kind == type_name)


def _text(text: str | None) -> dict[str, str] | None:
    return {"sv": text} if text else None


def _named(text: dict[str, str], default: str) -> dict[str, str]:
    return {"sv": text.get("sv") or default} | ({"en": text["en"]} if text.get("en") else {})
