"""Reads DDI: Codebook 2.5 of any study, and Lifecycle 3.3 of the projection that our own exports write."""

from __future__ import annotations

import json
import re
from calendar import monthrange
from collections.abc import Iterator
from datetime import date
from typing import Any

from catalog.exchange.harvest import Harvest, checked, finding, refused, traced
from catalog.exchange.objects import AGENCY, make_object, ordered, reference, sort_key
from catalog.exchange.rules import check_objects
from catalog.exchange.xml import LANG, namespace_of, parse_xml, text_in
from common.errors import Finding, Severity
from metadata.model.artefact import kebab

CODEBOOK, INSTANCE = "ddi:codebook:2_5", "ddi:instance:3_3"
_R = "{ddi:reusable:3_3}"
_C = f"{{{CODEBOOK}}}"
_MEMBERS, _DOMAIN = "rut-gsim-se/1.0", "rut-gsim-se/1.0 valueDomain"
Labels = dict[str, dict[str, str]]
_TYPES = {"numeric": "dec", "text": "char", "code": "code", "datetime": "datetime"}


def read_ddi(data: bytes, name: str) -> Harvest:
    """The objects of a DDI document. Raises InputRefused `exchange.error.other_namespace` naming the one found, `.not_our_ddi`, and those of parse_xml."""
    root = parse_xml(data, name)
    found = namespace_of(root.tag)
    if found == CODEBOOK and root.tag == f"{_C}codeBook":
        return traced(_codebook(root, name), data)
    if found == INSTANCE:
        return checked(_lifecycle(root, name), data)
    raise refused("exchange.error.other_namespace", name, found=found or root.tag[:60], known=f"{CODEBOOK}, {INSTANCE}")


def _lifecycle(root: Any, name: str) -> Harvest:
    """Items whose members ride along, each back to its object."""
    objects: dict[tuple[str, str, str], dict[str, Any]] = {}
    agency = text_in(root.find(f"{_R}Agency")) or AGENCY
    labels = {text_in(one.find(f"{_R}ID")): _contents(one.find(f"{_R}Label")) for one in root.iter("{ddi:logicalproduct:3_3}Category")}
    for item in root.iter():
        pairs = {text_in(pair.find(f"{_R}AttributeKey")): text_in_raw(pair.find(f"{_R}AttributeValue")) for pair in item.findall(f"{_R}UserAttributePair")}
        for key in (_MEMBERS, _DOMAIN):
            if key in pairs:
                one = _item(item, _members(pairs[key], name), labels) if key == _MEMBERS else ordered(_members(pairs[key], name))
                objects[sort_key(one)] = one
    if not objects:
        raise refused("exchange.error.not_our_ddi", name)
    listed = [objects[key] for key in sorted(objects)]
    return Harvest("ddi", name, tuple(listed), tuple(check_objects(listed)), agency=agency)


def text_in_raw(element: Any) -> str:
    """The text of an element as it stands, blanks kept."""
    return "" if element is None else "".join(element.itertext())


def _members(text: str, name: str) -> dict[str, Any]:
    try:
        value = json.loads(text)
    except ValueError:
        raise refused("exchange.error.cell", name) from None
    if not isinstance(value, dict) or "type" not in value and "uri" not in value:
        raise refused("exchange.error.not_our_ddi", name)
    return value


def _item(item: Any, rest: dict[str, Any], labels: Labels) -> dict[str, Any]:
    """Identity, version, key, name and description from DDI's own elements, codes from its codes, the rest as it rode along."""
    identity, kind = text_in(item.find(f"{_R}ID")), str(rest["type"])
    own: dict[str, Any] = {
        "id": identity, "uri": f"id/{kebab(kind)}/{identity}", "version": text_in(item.find(f"{_R}Version")),
        "localId": text_in_raw(item.find(f"{_R}UserID")), "name": _name(item, kind),
    }
    description = None if kind in ("Register", "DataResource") else _contents(item.find(f"{_R}Description"))
    if kind in ("Register", "DataResource"):
        description = _contents(item.find(f"{_R}Abstract"))
    if description and (kind != "Register" or description != own["name"]):
        own["description"] = description
    if kind == "CodeList":
        own["codes"] = list(_codes(item, rest.get("codes", []), labels))
    return ordered(rest | own)


def _name(item: Any, kind: str) -> dict[str, str]:
    if kind == "DataResource":
        return _contents(item.find(f"{_R}Purpose"))
    if kind in ("Register", "DataSet"):
        strings = item.find(f"{_R}Citation/{_R}Title")
    elif kind == "Agent":
        names = list(item.iter("{ddi:archive:3_3}OrganizationName"))
        return {str(each.get(LANG, "sv")): text_in_raw(each) for name in names for each in name}
    else:
        return _contents(item.find(f"{_R}Label"))
    return {str(each.get(LANG, "sv")): text_in_raw(each) for each in (strings if strings is not None else ())}


def _contents(element: Any) -> dict[str, str]:
    return {str(each.get(LANG, "sv")): text_in_raw(each) for each in element.findall(f"{_R}Content")} if element is not None else {}


def _codes(item: Any, rests: list[dict[str, Any]], labels: Labels) -> Iterator[dict[str, Any]]:
    codes = item.findall("{ddi:logicalproduct:3_3}Code")
    for at, code in enumerate(codes):
        rest = rests[at] if at < len(rests) else {}
        label = labels.get(text_in(code.find(f"{_R}CategoryReference/{_R}ID")), {})
        made = {"code": text_in_raw(code.find(f"{_R}Value"))} | rest
        yield made | ({"category": label} if label else {})


def _codebook(root: Any, name: str) -> Harvest:
    """A study as a register in draft, its files as data resources, its variables with categories and signs of missing values."""
    findings: list[Finding] = []
    made: dict[tuple[str, str], dict[str, Any]] = {}

    study = root.find(f"{_C}stdyDscr")
    title = _languages(root, study, "titl", "parTitl") if study is not None else {}
    if not title:
        raise refused("exchange.error.no_title", name)
    numbers = [(text_in(one), str(one.get("agency", ""))) for one in study.iter(f"{_C}IDNo") if text_in(one)]
    number, agency = (numbers or [(title["sv"], "")])[-1]
    key = re.sub(r"[^A-Za-z0-9_.-]+", "_", number)

    def add(kind: str, local: str, names: dict[str, str], /, **own: Any) -> dict[str, Any]:
        """Another study's file or variable may have the same name, and another agency's study the same number: both are part of the identity."""
        if (kind, local) not in made:
            minted = make_object(kind, local if kind == "Agent" else f"{agency}/{key}/{local}", names, **own)
            made[(kind, local)] = minted | {"localId": local}
        return made[(kind, local)]

    holder_name = _languages(root, study, "AuthEnty") or _languages(root, study, "distrbtr") or _languages(root, study, "producer") or {"sv": "Okänd utgivare"}
    holder = add("Agent", re.sub(r"[^a-z0-9åäö]+", "", holder_name["sv"].lower()) or "utgivare", holder_name, kind="organisation")
    unit = add("UnitType", f"{key}/unit", _languages(root, study, "anlyUnit") or {"sv": "Okänd objekttyp"})
    register = add(
        "Register", key, title, description=_languages(root, study, "abstract") or None, holder=reference(holder), accessRights="RESTRICTED",
        keywords=[{str(one.get(LANG, "sv"))[:2]: text_in(one)} for one in study.iter(f"{_C}keyword") if text_in(one)],
        confidentiality=_languages(root, study, "restrctn") or None,
    )
    periods = {str(one.get("event", "start")): _date(one, last=one.get("event") == "end") for one in study.iter(f"{_C}timePrd")}
    register["dataFrom"], register["dataUntil"] = periods.get("start") or periods.get("single"), periods.get("end")
    findings += _assumed(study, name, title)
    if register["dataFrom"] is None:
        findings.append(finding("exchange.warning.no_start", Severity.warning, f"{name}/timePrd"))
    universe = _languages(root, study, "universe")
    if universe:
        register["population"] = reference(add("Population", key, universe, unitTypeRef=reference(unit), inclusion=universe))
    files = _files(root) or {"": key}
    span = {"dataFrom": register["dataFrom"], "dataUntil": register["dataUntil"]}
    for file in files.values():
        add("DataResource", file, {"sv": file}, registerRef=reference(register), unitTypeRef=reference(unit)).update(span)
    seen: set[tuple[str, str]] = set()
    for at, variable in enumerate(root.findall(f"{_C}dataDscr/{_C}var"), 1):
        resource = files.get(str(variable.get("files", "")).split(" ")[0]) or next(iter(files.values()))
        column, place = str(variable.get("name") or variable.get("ID") or ""), f"{name}/var[{at}]"
        if not column:
            findings.append(finding("exchange.warning.no_variable", Severity.warning, place))
        elif (resource, column) in seen:
            findings.append(finding("exchange.error.variable_twice", Severity.error, place, variable=column, resource=resource, other=column))
        else:
            seen.add((resource, column))
            _variable(root, variable, add, f"{resource}/{column}", key, reference(made[("DataResource", resource)]), reference(unit), at, span)
    listed = sorted(made.values(), key=sort_key)
    return Harvest("ddi", name, tuple(listed), (*findings, *check_objects(listed)))


def _files(root: Any) -> dict[str, str]:
    """The study's files by ID; those of one name in several folders are told apart by their ID."""
    found: dict[str, str] = {}
    for one in root.findall(f"{_C}fileDscr"):
        mark = str(one.get("ID"))
        file = text_in(one.find(f"{_C}fileTxt/{_C}fileName")) or mark
        found[mark] = f"{file} ({mark})" if file in found.values() else file
    return found


def _assumed(study: Any, name: str, title: dict[str, str]) -> Iterator[Finding]:
    """What a study leaves open and the draft therefore assumes, and a title that stands as Swedish without being it."""
    stated = {each.tag.rpartition("}")[2] for each in study.iter(f"{_C}AuthEnty", f"{_C}distrbtr", f"{_C}producer", f"{_C}anlyUnit") if text_in(each)}
    if not stated & {"AuthEnty", "distrbtr", "producer"}:
        yield finding("exchange.info.assumed", Severity.info, f"{name}/distrbtr", what="distrbtr", value="Okänd utgivare")
    if "anlyUnit" not in stated:
        yield finding("exchange.info.assumed", Severity.info, f"{name}/anlyUnit", what="anlyUnit", value="Okänd objekttyp")
    yield finding("exchange.info.assumed", Severity.info, f"{name}/useStmt", what="accessRights", value="RESTRICTED")
    yield finding("exchange.info.assumed", Severity.info, f"{name}/dataDscr", what="sensitivity", value="health")
    if title["sv"] == title.get("en"):
        yield finding("exchange.warning.no_swedish", Severity.warning, f"{name}/titl")


def _variable(root: Any, variable: Any, add: Any, local: str, key: str, resource: str, unit: str, at: int, span: dict[str, Any]) -> None:
    label = _own_languages(root, variable, "labl") or {"sv": str(variable.get("name"))}
    base = f"{key}.{local}"
    concept = add("Concept", base, _own_languages(root, variable, "concept") or label, definition=_own_languages(root, variable, "txt") or label)
    conceptual = add("ConceptualVariable", base, label, conceptRef=reference(concept), unitTypeRef=unit)
    codes, signs = [], []
    for category in variable.findall(f"{_C}catgry"):
        value, text = text_in(category.find(f"{_C}catValu")), _own_languages(root, category, "labl")
        if category.get("missing") == "Y":
            signs.append({"code": value, "meaning": text or {"sv": value}, "kind": "missing"})
        elif value:
            codes.append({"code": value, "observedOnly": False} | ({"category": text} if text else {}))
    code_list = add("CodeList", base, label, publisher="–", labelsPublishable=True, codes=codes) if codes else None
    limits = variable.find(f"{_C}valrng/{_C}range")
    domain = add(
        "ValueDomain", base, label, kind="enumerated" if code_list else "described", codeListRef=reference(code_list) if code_list else None,
        dataType="code" if code_list else _TYPES.get(str(variable.get("representationType")), _format(variable)), sentinels=signs,
        min=limits.get("min") if limits is not None else None, max=limits.get("max") if limits is not None else None,
    )
    represented = add("RepresentedVariable", base, label, conceptualVariableRef=reference(conceptual), valueDomainRef=reference(domain), sensitivity="health")
    add(
        "InstanceVariable", local, label, description=_own_languages(root, variable, "txt") or None, dataResourceRef=resource, position=at,
        representedVariableRef=reference(represented), columnName=str(variable.get("name") or variable.get("ID")), origin="reported",
        orderable={"statistics": False, "microdata": True}, sdcRole="none",
    ).update(span)


def _format(variable: Any) -> str:
    form = variable.find(f"{_C}varFormat")
    if form is not None and form.get("category") in ("date", "time"):
        return "date"
    return "dec" if form is not None and form.get("type") == "numeric" else "char"


def _languages(root: Any, inside: Any, *names: str) -> dict[str, str]:
    return _collect(root, inside.iter(*(f"{_C}{name}" for name in names)))


def _own_languages(root: Any, parent: Any, name: str) -> dict[str, str]:
    return _collect(root, parent.findall(f"{_C}{name}"))


def _collect(root: Any, elements: Any) -> dict[str, str]:
    """First text by language, sv and en; a text in another or no language stands as sv, since sv is mandatory."""
    found: dict[str, str] = {}
    for one in elements:
        language, text = str(one.get(LANG) or root.get(LANG) or "sv")[:2], text_in(one)
        if text:
            found.setdefault(language if language in ("sv", "en") else "sv", text)
    return {"sv": found.get("sv") or found["en"], **({"en": found["en"]} if "en" in found else {})} if found else {}


def _date(one: Any, *, last: bool) -> str | None:
    """The first or the last day of a year, a month or a day; None for anything else."""
    match = re.match(r"(\d{4})(?:-(\d{2}))?(?:-(\d{2}))?", str(one.get("date") or text_in(one)))
    try:
        year, month, day = (int(each) if each else 0 for each in match.groups()) if match else (0, 0, 0)
        month = month or (12 if last else 1)
        return date(year, month, day or (monthrange(year, month)[1] if last else 1)).isoformat()
    except ValueError:
        return None
