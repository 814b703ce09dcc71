"""What can be picked in the guide: registers, code systems, measures, breakdowns and the rest, from the catalogue."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from catalog.lookup import Catalogue
from common.documents import canonical_json
from web.forms.choice import Choice
from web.forms.delivery import FORMATS
from web.forms.table import OWN_AGES
from web.language import language, t
from web.present import first_sentence

SYSTEMS = ("ATC", "ICD-10-SE", "ICD-9-SE", "KVA", "ICD-O-3-T", "ICD-O-3-M", "ICD-7-CAN", "TLV-ATGARD", "TLV-TILLSTAND")
POSITIONS = ("main", "any", "cause")
LEVELS = ("group", "each_code")
REPORT_AGES = ("broad", "child_adult", "ten_year", "five_year")
RATES = ("per_1000", "per_100000")
TOTALS = ("year", "sex", "age_group", "county", "code", "population")


def registers(known: Catalogue) -> list[Choice]:
    """Registers and families that can be ordered from; the population register is a denominator only."""
    families = {member: family for family in known.families.values() for member in family.members}
    found = [Choice("", t("web.guide.pick"))]
    for family in known.families.values():
        found.append(Choice(family.id, family.name.of(language())))
    for register in known.registers.values():
        if register.is_health_data_register and register.status == "active":
            own = f"{register.name.of(language())} ({register.abbreviation})"
            found.append(Choice(register.id, own, group=families[register.id].id if register.id in families else ""))
    return found


def systems() -> list[Choice]:
    """Code systems of criteria."""
    return [Choice("", t("web.guide.pick"))] + [Choice(system, system) for system in SYSTEMS]


def positions() -> list[Choice]:
    """Which diagnoses of a care contact count."""
    return [Choice("", t("web.guide.position.unset"))] + [Choice(value, t(f"web.guide.position.{value}")) for value in POSITIONS]


def levels() -> list[Choice]:
    """What codes are told apart by."""
    return [Choice("", t("web.guide.level.unset"))] + [Choice(value, t(f"web.guide.level.{value}")) for value in LEVELS]


def measures(known: Catalogue, document: Mapping[str, Any], chosen: str) -> list[Choice]:
    """Measures this edition computes on the registers of the order; all of them while it names none. The one chosen is always there."""
    used = {part for one in _criteria(document.get("cohorts") or ()) for part in known.members(str(one.get("register") or ""))}
    offered = [one for one in known.measures.values() if one.orderable and (not used & set(known.registers) or any(one.accepts(part) for part in used) or one.id == chosen)]
    return [Choice(one.id, one.title.of(language()).replace("{run_in_months}", "n"), first_sentence(one.definition.of(language()))) for one in offered]


def _criteria(conditions: Any) -> Iterator[Mapping[str, Any]]:
    for one in conditions:
        if isinstance(one, Mapping):
            yield one
            for key in ("criteria", "all_of", "any_of", "none_of"):
                yield from _criteria(one.get(key) or ())


def cohorts(document: Mapping[str, Any]) -> list[Choice]:
    """The order's own groups by label, else id."""
    found = []
    for one in document.get("cohorts") or ():
        label = one.get("label") or {}
        found.append(Choice(str(one.get("id", "")), str(label.get(language()) or label.get("sv") or label.get("en") or one.get("id", ""))))
    return found


def sexes(known: Catalogue) -> list[Choice]:
    """Sexes of a standard report, named as the breakdown names them."""
    label = {value.code: value.label.of(language()) for value in known.breakdowns["sex"].values}
    return [Choice("women", label["2"]), Choice("men", label["1"])]


def report_ages(known: Catalogue) -> list[Choice]:
    """Sets of age groups that hold everyone, and bands of one's own."""
    described = [Choice(name, known.age_sets[name].label.of(language()), ", ".join(band.code for band in known.age_sets[name].bands)) for name in REPORT_AGES]
    return [*described, Choice("own", t("web.guide.report.own_ages"))]


def sub_reports() -> list[Choice]:
    """The two parts of a standard report."""
    return [Choice(name, t(f"web.guide.report.{name}"), t(f"web.guide.report.{name}_hint")) for name in ("prevalent", "incident")]


def incident_scopes() -> list[Choice]:
    """Which new users are counted where drugs and diagnoses are both chosen."""
    return [Choice(name, t(f"web.guide.report.scope_{name}")) for name in ("lmed", "both")]


def rates() -> list[Choice]:
    """Rates per population."""
    return [Choice("", t("web.guide.rate.none"))] + [Choice(value, t(f"web.guide.rate.{value}")) for value in RATES]


def totals(known: Catalogue) -> list[Choice]:
    """Margins that may be asked for, by the label of their breakdown."""
    return [Choice(one, known.breakdowns[one].label.of(language())) for one in TOTALS if one in known.breakdowns]


def formats() -> list[Choice]:
    """Files of a delivery."""
    return [Choice(one, t(f"web.guide.format.{one.replace('-', '_')}")) for one in FORMATS]


def languages() -> list[Choice]:
    """Languages of a delivery."""
    return [Choice("sv", t("web.guide.language.sv")), Choice("en", t("web.guide.language.en"))]


def breakdowns(known: Catalogue, kept: Iterable[str]) -> list[Choice]:
    """Every breakdown that can be chosen without typing, grouped; what the table already has and nobody offers is offered as it stands."""
    found = [Choice("", t("web.guide.pick_none"))]
    for one in known.breakdowns.values():
        label = one.label.of(language())
        if not one.orderable:
            continue
        if one.kind == "age":
            sets = [Choice(canonical_json({one.id: name}), f"{label}: {chosen.label.of(language())}", group=label) for name, chosen in known.age_sets.items()]
            found += [*sets, Choice(OWN_AGES, t("web.guide.own_ages"), group=label)] if one.id == "age_group" else [Choice(one.id, label, group=label)]
        elif one.id == "municipality":
            found += [Choice(canonical_json({one.id: code}), t("web.guide.municipalities_in", county=county.name), group=label) for code, county in known.counties.items()]
        else:
            found.append(Choice(one.id, label))
    offered = {choice.value for choice in found}
    return found + [Choice(value, value) for value in dict.fromkeys(kept) if value not in offered]
