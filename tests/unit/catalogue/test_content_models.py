"""The words of the information model: days, bands, breaks, bindings, additivity, lasting identities."""

from __future__ import annotations

from datetime import date

import pytest
from pydantic import TypeAdapter, ValidationError

from metadata.model.artefact import Certainty, Source, kebab, mint
from metadata.model.binding import Binding
from metadata.model.breakdown import AgeBand, AgeSet, BreakdownDefinition
from metadata.model.day import FirstDay, LastDay
from metadata.model.footnote import Break
from metadata.model.measure import AdditiveMap, Measure, MeasureOption, Rates
from metadata.model.period import Period
from metadata.model.register import UnitType
from metadata.model.text import Text
from metadata.model.variable import ValueDomain

TEXT = Text(sv="a", en="b")
SOURCE = Source(text="x")


def a_break(**fields: object) -> Break:
    return Break.model_validate({"id": "B", "registers": ["r"], "kind": "coding", "title": TEXT, "text": TEXT, "source": SOURCE, **fields})


@pytest.mark.parametrize(
    ("written", "first", "last"),
    [("1997", date(1997, 1, 1), date(1997, 12, 31)), ("2024-02", date(2024, 2, 1), date(2024, 2, 29)), ("2024-02-03", date(2024, 2, 3), date(2024, 2, 3))],
)
def test_a_year_or_month_means_its_first_or_last_day(written: str, first: date, last: date):
    assert TypeAdapter(FirstDay).validate_python(written) == first
    assert TypeAdapter(LastDay).validate_python(written) == last


@pytest.mark.parametrize("written", ["0-4", "85+", "7"])
def test_a_band_is_read_as_it_is_written(written: str):
    band = AgeBand.model_validate(written)
    assert (band.code, band.first) == (written, int(written.split("-")[0].rstrip("+")))
    assert (band.last is None) == written.endswith("+")


@pytest.mark.parametrize("written", ["4-0", "x", "0–4", "-4", "0-", ""])
def test_a_band_that_cannot_be_read_is_refused(written: str):
    with pytest.raises(ValidationError, match="content.error.age_band"):
        AgeBand.model_validate(written)


def test_a_set_says_whether_every_age_has_a_band():
    common = {"id": "s", "label": TEXT, "certainty": "assumed", "source": "x"}
    assert AgeSet.model_validate({**common, "bands": ["0-17", "18+"]}).is_everybody
    assert not AgeSet.model_validate({**common, "bands": ["19-39", "40+"]}).is_everybody


@pytest.mark.parametrize(
    ("fields", "period", "spanned"),
    [
        ({"from": "2015"}, "2014/2016", True),
        ({"from": "2015"}, "2015/2016", False),
        ({"from": "2015"}, "2010/2014", False),
        ({"from": "2005-07", "to": "2005-12"}, "2005-12/2008", True),
        ({"from": "2005-07", "to": "2005-12"}, "2006/2008", False),
        ({"from": "2006", "yearly": True}, "2019/2020", True),
        ({"from": "2006", "yearly": True}, "2019-02/2019-11", False),
    ],
)
def test_a_table_spans_a_break_when_it_lies_on_both_sides_or_touches_the_disturbed_time(fields: dict[str, object], period: str, spanned: bool):
    assert a_break(**fields).is_spanned_by(Period.parse(period)) is spanned


def test_a_binding_ends_with_the_last_day_of_its_last_year():
    binding = Binding.model_validate(
        {"register": "r", "variables": ["V"], "system": "S", "from": "1987", "to": "1996", "stored_form": TEXT, "certainty": "assumed", "source": "x"}
    )
    assert (binding.applies_in(Period.parse("1996-12")), binding.applies_in(Period.parse("1997"))) == (True, False)
    assert binding.id == "r/V/S/1987-01-01"


def breakdown(kind: str, **fields: object) -> BreakdownDefinition:
    return BreakdownDefinition.model_validate(
        {"id": "b", "label": TEXT, "kind": kind, "level": "person", "values_from": "order", "total_label": TEXT, **fields}
    )


def test_a_measure_says_over_what_its_cells_add():
    additive = AdditiveMap.model_validate({"sex": "true", "age": "true", "county": "true", "period": "false", "code": "false", "unit": "index_row"})
    measure = Measure(
        id="m", title=TEXT, figure=TEXT, unit="person", unit_label=TEXT, registers=("r",), additive=additive, rates=Rates(allowed=False),
        definition=TEXT, source=SOURCE,
    )
    assert [measure.adds_over(breakdown(kind)) for kind in ("sex", "county", "period", "code", "unit", "population")] == [True, True] + [False] * 4
    assert measure.adds_over(breakdown("unit"), unit_of_index_row=True)


def test_a_default_is_one_of_the_values():
    with pytest.raises(ValidationError, match="content.error.option_default"):
        MeasureOption(values=("a",), default="b", label=TEXT, explanation=TEXT)


def test_a_breakdown_has_its_values_from_one_place():
    with pytest.raises(ValidationError, match="content.error.breakdown_values"):
        breakdown("sex", values=[{"code": "1", "label": TEXT}])


@pytest.mark.parametrize("fields", [{"kind": "enumerated"}, {"kind": "described", "code_list": "l"}])
def test_an_enumerated_domain_names_its_list_and_a_described_one_none(fields: dict[str, str]):
    with pytest.raises(ValidationError, match="content.error.domain_kind"):
        ValueDomain.model_validate({"id": "d", "name": TEXT, "data_type": "char", **fields})


def test_an_identity_is_made_from_type_and_id_and_stays():
    unit = UnitType(id="person", name=TEXT, definition=TEXT, certainty=Certainty.assumed)
    assert unit.uuid == mint("UnitType", "person") != mint("Concept", "person")
    assert unit.ref == f"id/unit-type/{unit.uuid}@1.0.0"
    assert str(unit.uuid) == "38b406a9-1f1e-5828-81c2-9844ec531795"
    assert kebab("InstanceVariable") == "instance-variable"
