"""DDI-Lifecycle 3.3 of described objects: one item per object under its own identity and version.

Identity, version, names, labels, descriptions, codes and references stand in DDI's elements; the members DDI has no element for ride along as a
user attribute of the same item, so that the projection reads back to the same objects.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping
from typing import Any

from catalog.exchange.objects import Object, reference, text_of
from exports.described import Described
from exports.xml import Element, add, element, write_canonical
from metadata.model.artefact import mint

PARTS = {
    "i": "instance", "r": "reusable", "c": "conceptualcomponent", "l": "logicalproduct", "g": "group", "s": "studyunit", "a": "archive",
    "d": "datacollection", "pi": "physicalinstance",
}
NSMAP: dict[str | None, str] = {prefix: f"ddi:{name}:3_3" for prefix, name in PARTS.items()}
MEMBERS = "rut-gsim-se/1.0"
"""Key of the user attribute that holds an object's members."""
DOMAIN = "rut-gsim-se/1.0 valueDomain"


def write_lifecycle(described: Described) -> bytes:
    """One DDIInstance: a package of what registers share, a package per data resource, a study unit per register."""
    writer = _Writer(described)
    root = _e("i:DDIInstance", writer.identify("DDIInstance", described.sha256))
    add(root, writer.shared())
    add(root, [writer.resource(one) for one in described.of("DataResource")])
    add(root, [writer.study(one) for one in described.registers])
    return write_canonical(root)


def _e(name: str, /, *parts: Any, **attributes: str | None) -> Element:
    prefix, _, local = name.partition(":")
    return element(f"{{{NSMAP[prefix]}}}{local}", *parts, nsmap=NSMAP, **attributes)


def _strings(name: str, value: Any) -> list[Element]:
    pairs = value.items() if isinstance(value, Mapping) else [("sv", value)] if value else []
    return [_e(name, _e("r:String", str(text), lang=language)) for language, text in pairs if text]


def _contents(name: str, value: Any) -> Element | None:
    pairs = value.items() if isinstance(value, Mapping) else [("sv", value)] if value else []
    texts = [_e("r:Content", str(text), lang=language) for language, text in pairs if text]
    return _e(name, texts) if texts else None


def _json(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


class _Writer:
    """Writes items of one described catalogue."""

    def __init__(self, described: Described) -> None:
        self.described, self.agency = described, described.agency

    def identify(self, kind: str, key: str, version: str = "1.0.0") -> list[Element]:
        """Agency, id and version of something that is ours but no object."""
        return self._identity(str(mint(kind, key)), version)

    def _identity(self, identity: str, version: str) -> list[Element]:
        return [_e("r:Agency", self.agency), _e("r:ID", identity), _e("r:Version", version)]

    def _of(self, one: Object) -> list[Element]:
        """Identity of an object, its human key, and the members that DDI has no element for."""
        rest = {name: value for name, value in one.items() if name not in ("id", "uri", "version", "name", "description", "localId")}
        if one["type"] == "CodeList":
            rest["codes"] = [{name: value for name, value in code.items() if name not in ("code", "category")} for code in one.get("codes", ())]
        return [
            *self._identity(str(one["id"]), str(one["version"])),
            _e("r:UserID", str(one["localId"]), typeOfUserID="localId"),
            self._attribute(MEMBERS, rest),
        ]

    def _attribute(self, key: str, value: Any) -> Element:
        return _e("r:UserAttributePair", _e("r:AttributeKey", key), _e("r:AttributeValue", _json(value)))

    def _refer(self, name: str, target: Any, kind: str) -> Element | None:
        """A reference by agency, id and version; None when the target is not among the objects."""
        one = self.described.known.get(str(target))
        return None if one is None else _e(name, self._identity(str(one["id"]), str(one["version"])), _e("r:TypeOfObject", kind))

    def _scheme(self, tag: str, items: Iterable[Element]) -> Element | None:
        listed = list(items)
        return _e(tag, self.identify(tag.partition(":")[2], self.described.agency), listed) if listed else None

    def shared(self) -> Element:
        """Organisations, concepts, universes, conceptual and represented variables, categories, codes, steps, domains and unit types."""
        of = self.described.of
        described_domains = [one for one in of("ValueDomain") if one.get("kind") == "described"]
        return _e(
            "g:ResourcePackage", self.identify("ResourcePackage", self.described.agency), _contents("r:Purpose", {"sv": "Gemensamma begrepp", "en": "Shared concepts"}),
            self._scheme("a:OrganizationScheme", map(self._agent, of("Agent"))),
            self._scheme("c:ConceptScheme", [*map(self._concept, of("Concept")), *map(self._unit_concept, of("UnitType"))]),
            self._scheme("c:UniverseScheme", map(self._universe, of("Population"))),
            self._scheme("c:ConceptualVariableScheme", map(self._conceptual, of("ConceptualVariable"))),
            self._scheme("l:RepresentedVariableScheme", map(self._represented, of("RepresentedVariable"))),
            [self._categories(one) for one in of("CodeList") if one.get("codes")],
            self._scheme("l:CodeListScheme", map(self._code_list, of("CodeList"))),
            self._scheme("d:ProcessingEventScheme", map(self._event, of("ProcessStep"))),
            self._scheme("r:ManagedRepresentationScheme", map(self._domain, described_domains)),
            self._scheme("c:UnitTypeScheme", map(self._unit_type, of("UnitType"))),
        )

    def resource(self, one: Object) -> Element:
        """A data resource: its record structure, its data set and its variables."""
        variables = self.described.variables(one)
        structures = [each for each in self.described.of("DataStructure") if each.get("dataResourceRef") == reference(one)]
        sets = [each for each in self.described.of("DataSet") if each.get("dataResourceRef") == reference(one)]
        key = str(one["localId"])
        scheme = _e("l:VariableScheme", self.identify("VariableScheme", key), [self._variable(each) for each in variables]) if variables else None
        product = _e("l:LogicalProduct", self.identify("LogicalProduct", key), [self._structure(each, variables) for each in structures])
        return _e(
            "g:ResourcePackage", self._of(one), _e("r:Citation", _strings("r:Title", one["name"])[0]), _contents("r:Abstract", one.get("description")),
            _contents("r:Purpose", one["name"]), product if structures else None, [self._data_set(each) for each in sets], scheme,
        )

    def study(self, one: Object) -> Element:
        """A register as a study unit; its data resources are the packages it requires."""
        population, unit = self.described.follow(one, "population"), self.described.follow(one, "unitTypeRef")
        packages = [self._refer("r:ResourcePackageReference", reference(each), "ResourcePackage") for each in self.described.resources(one)]
        holder = self.described.follow(one, "holder")
        begun, ended = one.get("dataFrom"), one.get("dataUntil")
        dates = [_e("r:StartDate", begun), _e("r:EndDate", ended) if ended else None] if begun else None
        title = _e("r:Title", [_e("r:String", str(text), lang=language) for language, text in one["name"].items()])
        held = one.get("holder")
        creator = _e("r:Creator", self._refer("r:CreatorReference", held, "Organization")) if holder else None
        publisher = _e("r:Publisher", self._refer("r:PublisherReference", held, "Organization")) if holder else None
        number = _e("r:InternationalIdentifier", _e("r:IdentifierContent", str(one["id"])), _e("r:ManagingAgency", self.agency))
        coverage = _e("r:TemporalCoverage", self.identify("TemporalCoverage", str(one["localId"])), _e("r:ReferenceDate", dates)) if dates else None
        return _e(
            "s:StudyUnit", self._of(one), _e("r:Citation", title, creator, publisher, number), _contents("r:Abstract", one.get("description") or one["name"]),
            self._refer("r:UniverseReference", one.get("population"), "Universe") if population else None,
            _contents("r:Purpose", _joined(one.get("purpose", ()))), _e("r:Coverage", coverage) if coverage is not None else None,
            _e("r:AnalysisUnit", text_of(unit, "name")) if unit else None, _e("r:KindOfData", "Registerdata"),
            _e("r:RequiredResourcePackages", packages) if any(each is not None for each in packages) else None,
        )

    def _agent(self, one: Object) -> Element:
        names = [_e("a:OrganizationName", _e("r:String", str(text), lang=language)) for language, text in one["name"].items()]
        return _e("a:Organization", self._of(one), _e("a:OrganizationIdentification", names), _contents("r:Description", one.get("description")))

    def _concept(self, one: Object) -> Element:
        broader = [self._refer("c:SubclassOfReference", each, "Concept") for each in one.get("broader", ())]
        return _e("c:Concept", self._of(one), self._words("c:ConceptName", one), _contents("r:Description", one.get("description")), broader)

    def _words(self, name: str, one: Object) -> list[Element]:
        return [*_strings(name, str(one["localId"])), _contents("r:Label", one["name"])]

    def _universe(self, one: Object) -> Element:
        return _e(
            "c:Universe", self._of(one), self._words("c:UniverseName", one), _contents("r:Description", one.get("description")),
            self._refer("r:UnitTypeReference", one.get("unitTypeRef"), "UnitType"), isInclusive="true",
        )

    def _unit_type(self, one: Object) -> Element:
        return _e("c:UnitType", self._of(one), _strings("r:Name", one["localId"]), _contents("r:Label", one["name"]), _contents("r:Description", one.get("description")),
                  _e("r:ConceptReference", self.identify("UnitTypeConcept", str(one["id"])), _e("r:TypeOfObject", "Concept")))

    def _unit_concept(self, one: Object) -> Element:
        """DDI has every unit type rest on a concept; ours say what they mean themselves."""
        identity = self.identify("UnitTypeConcept", str(one["id"]))
        return _e("c:Concept", identity, _contents("r:Label", one["name"]), _contents("r:Description", one.get("definition")))

    def _conceptual(self, one: Object) -> Element:
        return _e(
            "c:ConceptualVariable", self._of(one), self._words("c:ConceptualVariableName", one), _contents("r:Description", one.get("description")),
            self._refer("r:ConceptReference", one.get("conceptRef"), "Concept"), self._refer("r:UnitTypeReference", one.get("unitTypeRef"), "UnitType"),
        )

    def _represented(self, one: Object) -> Element:
        domain = self.described.follow(one, "valueDomainRef")
        carried = [self._attribute(DOMAIN, domain)] if domain.get("kind") == "enumerated" else []
        return _e(
            "l:RepresentedVariable", self._of(one), carried, self._words("l:RepresentedVariableName", one), _contents("r:Description", one.get("description")),
            self._refer("r:ConceptualVariableReference", one.get("conceptualVariableRef"), "ConceptualVariable"), self._representation(domain),
        )

    def _representation(self, domain: Object) -> Element | None:
        """A code representation by its list, any other domain by reference."""
        if domain.get("kind") == "enumerated":
            return _e("r:CodeRepresentation", self._refer("r:CodeListReference", domain.get("codeListRef"), "CodeList"))
        kind = _DOMAINS.get(str(domain.get("dataType")), _DOMAINS["char"])[0]
        name = f"r:{kind.removeprefix('Managed')}Reference"
        return self._refer(name, reference(domain), kind) if domain else None

    def _domain(self, one: Object) -> Element:
        kind, build = _DOMAINS.get(str(one.get("dataType")), _DOMAINS["char"])
        attributes, parts = build(one)
        return _e(f"r:{kind}", self._of(one), _strings(f"r:{kind}Name", one["localId"]), _contents("r:Label", one["name"]),
                  _contents("r:Description", one.get("description")), parts, **attributes)

    def _categories(self, one: Object) -> Element:
        """A category scheme per list; labels that may not be published stay at home."""
        made = [
            _e("l:Category", self.identify("Category", f"{one['id']}/{at}"), _contents("r:Label", code.get("category")))
            for at, code in enumerate(one["codes"])
        ]
        return _e("l:CategoryScheme", self.identify("CategoryScheme", str(one["id"])), made)

    def _code_list(self, one: Object) -> Element:
        codes = [
            _e(
                "l:Code", self.identify("Code", f"{one['id']}/{at}"),
                _e("r:CategoryReference", self.identify("Category", f"{one['id']}/{at}"), _e("r:TypeOfObject", "Category")), _e("r:Value", str(code["code"])),
            )
            for at, code in enumerate(one.get("codes", ()))
        ]
        return _e("l:CodeList", self._of(one), self._words("l:CodeListName", one), _contents("r:Description", one.get("description")), codes)

    def _variable(self, one: Object) -> Element:
        return _e(
            "l:Variable", self._of(one), _strings("l:VariableName", one["columnName"]), _contents("r:Label", one["name"]), _contents("r:Description", one.get("description")),
            self._refer("r:RepresentedVariableReference", one.get("representedVariableRef"), "RepresentedVariable"),
            isWeight="true" if one.get("sdcRole") == "weight" else None,
        )

    def _structure(self, one: Object, variables: Iterable[Object]) -> Element:
        used = [self._refer("l:VariableUsedReference", reference(each), "Variable") for each in variables]
        record = _e("l:LogicalRecord", self.identify("LogicalRecord", str(one["localId"])), _e("l:VariablesInRecord", used, allVariablesInLogicalProduct="false"),
                    hasLocator="false")
        return _e("l:DataRelationship", self._of(one), self._words("l:DataRelationshipName", one), _contents("r:Description", one.get("description")), record)

    def _data_set(self, one: Object) -> Element:
        return _e("pi:PhysicalInstance", self._of(one), _e("r:Citation", _e("r:Title", [_e("r:String", str(text), lang=key) for key, text in one["name"].items()])))

    def _event(self, one: Object) -> Element:
        return _e("d:ProcessingEvent", self._of(one), _strings("d:ProcessingEventName", one["localId"]), _contents("r:Label", one["name"]),
                  _contents("r:Description", one.get("description")))


def _joined(texts: Iterable[Mapping[str, str]]) -> dict[str, str]:
    listed = list(texts)
    return {language: "; ".join(text[language] for text in listed if text.get(language)) for language in ("sv", "en") if any(text.get(language) for text in listed)}


def _number(one: Object) -> tuple[dict[str, str | None], list[Element | None]]:
    low, high = one.get("min"), one.get("max")
    limits = [_e("r:Low", str(low), isInclusive="true") if low is not None else None, _e("r:High", str(high), isInclusive="true") if high is not None else None]
    bounds = _e("r:NumberRange", limits) if any(each is not None for each in limits) else None
    decimals = one.get("decimals")
    return {"decimalPositions": str(decimals) if decimals is not None else None}, [
        bounds, _e("r:NumericTypeCode", "Integer" if one.get("dataType") == "int" else "Decimal")
    ]


def _day(one: Object) -> tuple[dict[str, str | None], list[Element | None]]:
    return {"regExp": one.get("pattern")}, [_e("r:DateTypeCode", "Date" if one.get("dataType") == "date" else "DateTime")]


def _text(one: Object) -> tuple[dict[str, str | None], list[Element | None]]:
    return {"maxLength": str(one["length"]) if one.get("length") else None, "regExp": one.get("pattern")}, []


_DOMAINS: dict[str, tuple[str, Callable[[Object], tuple[dict[str, str | None], list[Element | None]]]]] = {
    "int": ("ManagedNumericRepresentation", _number), "dec": ("ManagedNumericRepresentation", _number), "date": ("ManagedDateTimeRepresentation", _day),
    "datetime": ("ManagedDateTimeRepresentation", _day), "char": ("ManagedTextRepresentation", _text), "code": ("ManagedTextRepresentation", _text),
}
