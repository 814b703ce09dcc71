"""The read-back says everything of an order in plain sentences; the texts of the three examples are golden."""

from __future__ import annotations

from pathlib import Path

import pytest
from orders import CRITERION, TABLE, catalogue, changed, code_lists, context

from assistant.document import order_from
from assistant.read_back import read_back

GOLDEN = Path(__file__).resolve().parents[2] / "samples" / "read_back"
KEYS = ("nya-anvandare-adhd", "anvandare-antidepressiva", "migran-lakemedel-och-vard")


@pytest.mark.parametrize("language", ["sv", "en"])
@pytest.mark.parametrize("key", KEYS)
def test_an_example_reads_as_its_golden_text(key: str, language: str) -> None:
    order, _findings = order_from(catalogue().get_example(key).order)
    assert order is not None
    text = read_back(order, catalogue(), language)
    assert text == (GOLDEN / f"{key}.{language}.txt").read_text(encoding="utf-8")
    assert "read_back." not in text
    assert "{" not in text


def test_codes_are_read_with_their_titles_where_lists_are_at_hand() -> None:
    text = read_back(changed(), catalogue(), "en", context(editions=code_lists()))
    assert "ATC N06BA covers 4 codes and is searched in 2016–2020." in text
    assert "– N06BA code N06BA" in text


def test_choices_and_defaults_are_told_apart() -> None:
    text = read_back(changed({f"{TABLE}/measure": "dispensings", f"{TABLE}/dose": "exclude"}), catalogue(), "en")
    assert "Dose-dispensed drugs, as you chose: dose-dispensed items do not count." in text
    assert "Netting of corrections, unless chosen otherwise: dispensings cancelled by a later correction row are not counted." in text


def test_every_condition_is_read() -> None:
    inner = {"register": "par", "codes": {"system": "ICD-10-SE", "expr": "F90"}, "position": "main", "period": "2016/2018"}
    order = changed({
        f"{CRITERION}/at_least": 2, f"{CRITERION}/run_in_months": 24, "/cohorts/0/age": {"at": "index", "from": 6, "to": 17},
        "/cohorts/0/criteria/1": {"none_of": [inner]}, "/disclosure": {"persons": {"t": 10}},
    })
    text = read_back(order, catalogue(), "sv")
    assert "med minst 2 uttag av ATC N06BA i Läkemedelsregistret under 2016–2020 (ny efter minst 24 månader utan)" in text
    assert "och utan vårdkontakt med diagnos ICD-10-SE F90" in text
    assert "2016–2018 (som huvuddiagnos), 6–17 år på indexdatum." in text
    assert "färre än 10 personer" in text


def test_a_draft_that_says_nothing_can_be_read_too() -> None:
    text = read_back(changed(base={"kind": "statistics"}), catalogue(), "sv")
    assert text.startswith("Beställning utan rubrik")
    assert "Ingen grupp av personer är beskriven än." in text
