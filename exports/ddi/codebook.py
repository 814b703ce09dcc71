"""DDI-Codebook 2.5 of a register: elements in the order of the schema, every field that the CESSDA catalogue calls mandatory, no frequencies."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from catalog.exchange.objects import Object, text_of
from exports.described import Described
from exports.xml import Element, element, write_xml

NAMESPACE = "ddi:codebook:2_5"
_TYPES = {"date": "datetime", "datetime": "datetime", "char": "text", "int": "numeric", "dec": "numeric", "code": "code"}
_RESTRICTION = {
    "sv": "Uppgifter lämnas ut efter beställning och sekretessprövning.",
    "en": "Data are handed out on order, after an assessment of confidentiality.",
}


def write_codebook(described: Described, register: Object, base: str) -> bytes:
    """The document of one register."""
    return write_xml(codebook(described, register, base))


def codebook(described: Described, register: Object, base: str) -> Element:
    """The element codeBook of one register; `base` is the public address that links are built from."""
    resources = list(described.resources(register))
    files = {str(one["localId"]): f"F{number}" for number, one in enumerate(resources, 1)}
    return _e(
        "codeBook",
        _study(described, register, base),
        [_e("fileDscr", _e("fileTxt", _e("fileName", str(one["localId"])), _content(one)), ID=files[str(one["localId"])]) for one in resources],
        _e("dataDscr", [_variable(described, one, files[str(resource["localId"])]) for resource in resources for one in described.variables(resource)]),
        version="2.5", lang="sv", ID=f"R{register['id']}",
    )


def _e(name: str, /, *parts: Any, **attributes: str | None) -> Element:
    return element(f"{{{NAMESPACE}}}{name}", *parts, nsmap={None: NAMESPACE}, **attributes)


def _texts(name: str, one: Object, member: str, **attributes: str | None) -> list[Element]:
    """One element per language that the member has."""
    value = one.get(member)
    pairs = value.items() if isinstance(value, dict) else [("sv", value)] if value else []
    return [_e(name, str(text), lang=language, **attributes) for language, text in pairs if text]


def _content(resource: Object) -> Element | None:
    text = text_of(resource, "description") or text_of(resource, "aggregationLevel")
    return _e("fileCont", text, lang="sv") if text else None


def _study(described: Described, register: Object, base: str) -> Element:
    holder = described.follow(register, "holder")
    address = f"{base.rstrip('/')}/{register['uri']}"
    name = register["name"]
    return _e(
        "stdyDscr",
        _e(
            "citation",
            _e(
                "titlStmt", _e("titl", text_of(register, "name"), lang="sv"), _e("parTitl", name["en"], lang="en") if name.get("en") else None,
                _e("IDNo", str(register["id"]), agency="registerlots"), _e("IDNo", str(register["localId"]), agency=text_of(holder, "name") or described.agency),
            ),
            _e("rspStmt", _texts("AuthEnty", holder, "name")) if holder else None,
            _e("distStmt", _texts("distrbtr", holder or {"name": {"sv": described.agency}}, "name"), _date("distDate", described)),
            _e("verStmt", _e("version", str(register["version"]), date=described.described_at.date().isoformat())),
            _e("holdings", URI=address),
        ),
        _e("stdyInfo", _subject(register), _texts("abstract", register, "description") or [_e("abstract", text_of(register, "name"), lang="sv")],
           _summary(described, register)),
        _e("method", _e("dataColl", _texts("collSitu", register, "quality"))) if register.get("quality") else None,
        _e("dataAccs", _e("useStmt", _restrictions(register))),
    )


def _date(name: str, described: Described) -> Element:
    day = described.described_at.date().isoformat()
    return _e(name, day, date=day)


def _subject(register: Object) -> Element:
    words = [_e("keyword", str(text), lang=language) for word in register.get("keywords", ()) for language, text in word.items()]
    topic = [_e("topcClas", text, vocab="CESSDA Topic Classification", lang=language) for language, text in (("sv", "Hälsa"), ("en", "Health"))]
    return _e("subject", words, topic)


def _summary(described: Described, register: Object) -> Element:
    population = described.follow(register, "population")
    unit = described.follow(register, "unitTypeRef") or described.follow(population, "unitTypeRef")
    ends = [("start", register.get("dataFrom")), ("end", register.get("dataUntil"))]
    return _e(
        "sumDscr", [_e("timePrd", str(day), event=event, date=str(day)) for event, day in ends if day],
        [_e("nation", text, abbr="SE", lang=language) for language, text in (("sv", "Sverige"), ("en", "Sweden"))],
        _texts("anlyUnit", unit, "name") or [_e("anlyUnit", "Individ", lang="sv")],
        _texts("universe", population, "inclusion"), _e("dataKind", "Registerdata", lang="sv"), _e("dataKind", "Register data", lang="en"),
    )


def _restrictions(register: Object) -> list[Element]:
    return _texts("restrctn", register, "confidentiality") or [_e("restrctn", text, lang=language) for language, text in _RESTRICTION.items()]


def _variable(described: Described, one: Object, file: str) -> Element:
    domain = described.value_domain(one)
    cited = described.follow(domain, "codeListRef")
    concept = described.follow(one, "representedVariableRef", "conceptualVariableRef", "conceptRef")
    kind = "code" if cited else _TYPES.get(str(domain.get("dataType")), "other")
    limits = {"min": domain.get("min"), "max": domain.get("max")}
    until = f" – {one['dataUntil']}" if one.get("dataUntil") else ""
    return _e(
        "var",
        _texts("labl", one, "name"),
        _e("valrng", _e("range", **{key: str(value) for key, value in limits.items() if value is not None})) if any(limits.values()) else None,
        _texts("universe", described.follow(one, "populationRef"), "inclusion"),
        _texts("txt", one, "description"),
        list(_categories(cited, domain)),
        _texts("concept", concept, "name"),
        _e("derivation", _texts("drvdesc", one, "derivation")) if one.get("derivation") else None,
        _e("varFormat", type="numeric" if kind == "numeric" else "character", category="date" if kind == "datetime" else None),
        _e("notes", f"{one.get('dataFrom') or ''}{until}", type="period"),
        _texts("notes", one, "qualityNote", type="quality"),
        ID=f"V{one['id']}", name=str(one["columnName"]), files=file, representationType=kind,
    )


def _categories(cited: Object, domain: Object) -> Iterator[Element]:
    """Codes of a short list and the signs of missing values; labels that may not be published stay at home. Never a frequency."""
    for code in cited.get("codes", ()):
        yield _e("catgry", _e("catValu", str(code["code"])), _texts("labl", code, "category"))
    for sign in domain.get("sentinels", ()):
        yield _e("catgry", _e("catValu", str(sign["code"])), _texts("labl", sign, "meaning"), missing="Y")
