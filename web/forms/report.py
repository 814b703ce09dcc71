"""The page of a standard report: codes, period, sexes, ages and sub-reports."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from assistant.kinds.standard_report.required import REGISTER_OF
from web.forms.period import show_period, written_period
from web.forms.pointer import put

SYSTEMS = {"atc": "ATC", "icd": "ICD-10-SE"}
"""Field of the page → code system; lists in older systems are written in the document and kept by the page."""
BOTH = ("women", "men")
OWN_AGES = "own"


def show(document: Mapping[str, Any]) -> dict[str, Any]:
    """The answers as typed."""
    codes, ages = document.get("codes") or {}, document.get("ages") or "broad"
    own = isinstance(ages, list | tuple)
    lists = [{"system": system, "expr": str(codes.get(system, ""))} for system in SYSTEMS.values()]
    return {field: str(codes.get(system, "")) for field, system in SYSTEMS.items()} | show_period(document.get("period")) | {
        "lists": lists, "sexes": document.get("sexes") or list(BOTH), "ages": OWN_AGES if own else ages, "own_ages": ", ".join(ages) if own else "",
        "sub_reports": document.get("sub_reports") or ["prevalent"], "per_code": str(document.get("per_code", "false")).lower(),
        "incident_scope": document.get("incident_scope", "lmed"),
    }


def typed(form: Any) -> dict[str, Any]:
    """The answers exactly as they were sent, for showing the page again."""
    plain = {key: form.get(key, "") for key in ("atc", "icd", "first", "last", "ages", "own_ages", "incident_scope")}
    lists = [{"system": system, "expr": form.get(field, "")} for field, system in SYSTEMS.items()]
    return plain | {"lists": lists, "sexes": form.getlist("sexes"), "sub_reports": form.getlist("sub_reports"), "per_code": form.get("per_code", "false")}


def answer(document: Mapping[str, Any], form: Any) -> dict[str, Any]:
    """The document with the page's answers; the registers are those that the codes lie in."""
    changed = dict(document)
    codes = {system: expr for system, expr in (document.get("codes") or {}).items() if system not in SYSTEMS.values()}
    for field, system in SYSTEMS.items():
        put(codes, system, form.get(field, "").strip())
    put(changed, "codes", codes)
    put(changed, "registers", list(dict.fromkeys(REGISTER_OF[system] for system in codes if system in REGISTER_OF)))
    put(changed, "period", written_period(form.get("first", ""), form.get("last", "")))
    changed["sexes"] = form.getlist("sexes")
    changed["sub_reports"] = form.getlist("sub_reports")
    bands = [band.strip().replace("–", "-") for band in form.get("own_ages", "").split(",") if band.strip()]
    put(changed, "ages", bands if form.get("ages") == OWN_AGES else form.get("ages", ""))
    put(changed, "per_code", "true" if form.get("per_code") == "true" else "")
    put(changed, "incident_scope", form.get("incident_scope", "").replace("lmed", ""))
    return changed
