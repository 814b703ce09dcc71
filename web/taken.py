"""A saved code list taken into the criterion that is being answered."""

from __future__ import annotations

from collections.abc import Mapping

from assistant.code_lists.actions import find_lists, get_version
from web.doors import doors
from web.forms.choice import Choice
from web.forms.criterion import LISTS
from web.language import t


def saved_choices() -> list[Choice]:
    """Every saved list by name; the signed ones say so."""
    found = [Choice("", t("web.guide.pick"))]
    for version in find_lists(doors().engine):
        signed = f", {t('web.code_list.signed_by', name=version.signature.name)}" if version.signature else ""
        found.append(Choice(f"{version.address}/{version.number}", f"{version.name} ({version.system}, {version.count}{signed})"))
    return found


def with_saved_list(form: Mapping[str, str]) -> dict[str, str]:
    """The answers with the chosen list in the place of its system, else in the first empty one; unchanged when none was asked for.

    Raises NotFound for a list that does not exist.
    """
    values = {key: form.get(key, "") for key in form}
    address, _slash, number = values.get("saved", "").rpartition("/")
    if values.get("do") != "take" or not address or not number.isdecimal():
        return values
    version = get_version(doors().engine, address, int(number))
    places = [at for at in range(LISTS) if values.get(f"system_{at}") == version.system or not values.get(f"expr_{at}")]
    if places:
        values |= {f"system_{places[0]}": version.system, f"expr_{places[0]}": version.expr}
    return values
