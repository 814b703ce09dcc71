"""The shipped content says what the description of the registers says, in both languages."""

from __future__ import annotations

from pathlib import Path

import pytest
from pydantic import BaseModel

from catalog.load import examine_content
from catalog.lookup import Catalogue
from common.documents import write_yaml
from common.settings import Settings
from metadata.model.artefact import Artefact
from metadata.model.content import KINDS, PlainDocument
from metadata.model.period import Period
from metadata.model.text import Text

LMED = (
    "ATC EDATUM FDATUM ANTAL ddd dddenhet forpddd fddd TKOST LKOST PKOST VARUNR NPLPACKID FVARUNR FNPLPACKID BYTET produkt lnmn subnamn lform forps "
    "antnum styrkalf styrknum styrkaenhet OTYP STARTFP YRKE SPKOD1 SPKOD2 SPKOD3 VERKS arbetspl_lopnr ALDER LK LKF Fall Kontroll AR lopnr"
).split()
PAR_BOTH = "lopnr AR HDIA DIA1 DIA30 EKOD1 EKOD4 OP OPD1 OPD30 SJUKHUS MVO ALDER KON LK LKF slutrapporterad INDATUM".split()
PAR_IN = "UTDATUM INDATUMA UTDATUMA INSATT UTSATT PVARD DIAGNOS EKOD7".split()
CAN = "lopnr AR DIADAT ICD7 ICD9 ICDO10 ICDO3 PAD SNOMEDO10 SNOMED3 BEN DIGR T N M sida LK LKF KON ALDER SJUKHUS KLINIK".split()
DORS = "lopnr DODSDAT DODSDATN AR ICD ULORSAK MORSAK1 MORSAK48 RO1 RO48 KON ALDER LK LKF".split()
MFR = (
    "lopnr_mamma lopnr_barn BFODDAT MFODDAT KON GRDBS GRVBS BVIKT BVIKTBS MVIKT MLANGD MALDER PARITET PARITET_F ROK1 APGAR1 APGAR5 APGAR10 INDATMHV "
    "FLSPONT FLINDUKT ELEKAKUT SECFORE SECAVSL TSECTIO TANG SUGKLOCK MDIAG1 BDIAG1 FLOP1 BFLOP1 DODFOD MISSB BORDF2 BJUDNING FODKL FAMSIT ARBETE "
    "MFODLAND SJUKHUS OFRI LK AR"
).split()
DENTAL = "lopnr atgard_datum tillstand atgard tandnr tandposition kvarvarande intakta pris stodform vardgivare KON ALDER LK AR".split()
MUNICIPAL = "lopnr manad kommun datum kva yrke1 yrke4 KON ALDER LK".split()
PAR_OUT = "ed_arrival ed_doctor ed_leave ed_interrupted".split()
MEASURES = (
    "prevalent_users dispensings packages ddd ddd_per_1000_day cost_total cost_benefit cost_patient new_users_12m new_users_unlimited new_users patients "
    "patients_inpatient patients_outpatient patients_any_care prevalent_diagnosis care_episodes outpatient_visits"
).split()
BREAKDOWNS = (
    "year half_year quarter month sex age_group county municipality healthcare_region care_region care_area care_unit prescriber_area code "
    "diagnosis_group drug_group outcome days diagnosis_chapter population group index_month"
).split()
BREAKS = (
    "LMED-START LMED-2005 LMED-LICENCE-2013 LMED-PURPOSE-2018 ATC-YEARLY PAR-1987 PAR-PSY-1973 ICD-1997 ICD10SE-2011 KVA-1997 KVA-2007 PAR-OUT-1997 "
    "PAR-OUT-2001 PAR-LPT-2010 PAR-ED-2015 PAR-MONTHLY-2015 PAR-FINAL-2021 PAR-PSYPROF-2024 PAR-LT-2025 GEO-1997 GEO-1998 GEO-1999 GEO-2003 GEO-2007 "
    "SCB-CKM-2025 COVID-2020 CAN-1977 CAN-ICDO2-1993 CAN-ICDO3-2005 DORS-2012 MFR-2008 MFR-2017-SMOKE "
    "MFR-2018-DROP MFR-2019-CS THR-2008 THR-AGE-2017 THR-AGE-2018 THR-AGE-LATER KHSL-2019"
).split()
FOOTNOTES = (
    "NETTED FROZEN DOSE SUPPLY PRELIM LOOKBACK-SHORT LOOKBACK-GROWS AGE-AT REGION-AT RATE-NUM DDD-YEAR CODES-NOT-ADDITIVE EPISODES DIAG-POS TUMOURS "
    "HOME-CARE NO-KEY UNKNOWN"
).split()


@pytest.fixture(scope="module")
def catalogue() -> Catalogue:
    reading, findings = examine_content(Settings().content)
    assert findings == []
    return Catalogue("shipped", reading.content)


@pytest.mark.parametrize(
    ("register", "columns"), [("lmed", LMED), ("par_in", PAR_BOTH + PAR_IN), ("par_out", PAR_BOTH + PAR_OUT), ("can", CAN), ("dors", DORS), ("mfr", MFR),
     ("dental", DENTAL), ("municipal", MUNICIPAL), ("population", ["year", "LK", "KON", "ALDER", "n"])]
)
def test_every_column_of_the_registers_is_described(catalogue: Catalogue, register: str, columns: list[str]):
    known = {variable.column_name for variable in catalogue.variables(register)}
    assert set(columns) <= known


def test_what_is_planned_is_described_and_cannot_be_ordered(catalogue: Catalogue):
    planned = [one for one in catalogue.of("variables") if one.status == "planned"]
    assert {one.data_resource for one in planned} == {"LMED_FO", "PAR_SV_LT", "PAR_OV_LT", "LMADM"}
    assert not any(one.orderable.statistics or one.orderable.microdata for one in planned)
    assert {"forskrivningsorsak", "behandlingsandamal", "andringsorsak"} <= {one.column_name for one in planned}


def test_registers_are_listed_as_people_look_for_them(catalogue: Catalogue):
    assert list(catalogue.registers) == ["lmed", "par_in", "par_out", "can", "dors", "mfr", "dental", "municipal", "population", "administered_drugs"]


def test_every_register_says_how_good_it_is_and_how_to_order(catalogue: Catalogue):
    for one in catalogue.registers.values():
        assert one.quality and one.how_to_order and one.provenance and one.statutes and one.purposes and one.keywords, one.id
        assert catalogue.content.of("holders")[one.holder].contact and (one.order_page or one.status != "active" or one.id == "population")


@pytest.mark.parametrize(
    ("concept", "registers"),
    [
        ("sex", {"par_in", "par_out", "can", "dors", "mfr", "dental", "municipal", "population"}),
        ("residence_municipality", {"lmed", "par_in", "par_out", "can", "dors", "mfr", "dental", "municipal", "population"}),
        ("hospital", {"par_in", "par_out", "can", "mfr", "administered_drugs"}), ("procedure", {"par_in", "par_out", "mfr", "municipal", "administered_drugs"}),
        ("care_area", {"par_in", "par_out"}), ("death_date", {"dors"}), ("birth_date", {"mfr", "population"}),
    ],
)
def test_the_same_meaning_in_two_registers_is_the_same_concept(catalogue: Catalogue, concept: str, registers: set[str]):
    represented, conceptual = catalogue.content.of("represented_variables"), catalogue.content.of("conceptual_variables")
    meant = {one.id: conceptual[represented[one.represented_variable].conceptual_variable].concept for one in catalogue.of("variables")}
    assert {one.register_code for one in catalogue.of("variables") if meant[one.id] == concept} == registers


def test_every_kind_of_diagnosis_is_a_diagnosis(catalogue: Catalogue):
    concepts = {one.id: one for one in catalogue.of("concepts")}
    for concept in ("main_diagnosis", "underlying_cause", "tumour_site", "maternal_diagnosis", "dental_condition"):
        chain = [concept]
        while concepts[chain[-1]].broader:
            chain.append(concepts[chain[-1]].broader[0])
        assert chain[-1] == "diagnosis"


def test_coded_columns_say_what_a_position_selects(catalogue: Catalogue):
    positions = {one.id: one.code_position for one in catalogue.of("variables")}
    assert [positions[one] for one in ("PAR_SV/HDIA", "PAR_OV/DIA30", "PAR_SV/EKOD7", "DORS/ULORSAK", "DORS/MORSAK48", "PAR_SV/OP")] == [
        "main", "secondary", "cause", "main", "secondary", None,
    ]


def test_every_column_has_label_definition_type_and_years(catalogue: Catalogue):
    for variable in catalogue.of("variables"):
        represented = catalogue.content.of("represented_variables")[variable.represented_variable]
        assert variable.description is not None and variable.label.sv
        assert catalogue.content.of("value_domains")[represented.value_domain].data_type


@pytest.mark.parametrize(
    ("column", "certainty"), [("ATC", "delivered"), ("FDATUM", "assumed"), ("ANTAL", "verified"), ("TKOST", "assumed"), ("ALDER", "delivered")]
)
def test_columns_keep_how_sure_they_are(catalogue: Catalogue, column: str, certainty: str):
    assert catalogue.get_variable("lmed", column).certainty == certainty


@pytest.mark.parametrize(
    ("column", "year"), [("EKOD1", 1964), ("EKOD2", 1997), ("EKOD3", 2009), ("OPD12", 1997), ("OPD13", 2009), ("slutrapporterad", 2021), ("DIA30", 1964)]
)
def test_numbered_columns_begin_in_their_own_years(catalogue: Catalogue, column: str, year: int):
    assert catalogue.get_variable("par_in", column).data_from.year == year


def test_measures_breakdowns_breaks_and_footnotes_are_complete(catalogue: Catalogue):
    assert set(MEASURES) <= set(catalogue.measures)
    assert list(catalogue.breakdowns) == BREAKDOWNS
    assert set(BREAKS) <= set(catalogue.content.of("breaks"))
    assert set(FOOTNOTES) <= set(catalogue.footnotes)


def test_age_sets_are_those_of_the_registers_page(catalogue: Catalogue):
    assert {key: len(one.bands) for key, one in catalogue.age_sets.items()} == {
        "five_year": 18, "ten_year": 10, "broad": 5, "child_adult": 2, "adult_ed": 4, "elderly": 3, "reproductive": 6,
    }


def test_places_are_complete(catalogue: Catalogue):
    assert len(catalogue.counties) == 21 and len(catalogue.healthcare_regions) == 6
    assert sum(len(catalogue.municipalities_of(county)) for county in catalogue.counties) == 290
    assert [one.name for one in catalogue.municipalities_of("09")] == ["Gotland"]


def test_municipalities_agree_with_statistics_sweden(catalogue: Catalogue, shared_data: Path):
    rows = (shared_data / "codes" / "admin" / "scb_kommun_2020.tsv").read_text(encoding="utf-8").splitlines()[1:]
    official = dict(row.split("\t")[:2] for row in rows)
    assert official == {code: one.name for code, one in catalogue.municipalities.items() if one.valid_until is None}


def test_ended_municipalities_lead_to_their_successors(catalogue: Catalogue, shared_data: Path):
    rows = (shared_data / "codes" / "admin" / "lkf_history_1980_2026.tsv").read_text(encoding="utf-8").splitlines()[1:]
    ended = {(code, successor) for level, code, _name, _first, last, successor, *_note in (row.split("\t") for row in rows) if level == "kommun" and last}
    assert ended == {(one.code, one.successor) for one in catalogue.municipalities.values() if one.valid_until}


@pytest.mark.parametrize(
    ("register", "variable", "period", "systems"),
    [
        ("par_in", "HDIA", "1990/1996", ["ICD-9-SE"]),
        ("par_in", "HDIA", "1997", ["ICD-10-SE", "ICD-9-SE"]),
        ("par_in", "DIA7", "2012", ["ICD-10-SE"]),
        ("par", "OP", "1995/2000", ["KOP", "KVA", "KVA"]),
        ("lmed", "atc", "2020", ["ATC"]),
        ("lmed", "EDATUM", "2020", []),
        ("dors", "MORSAK9", "1960/1997", ["ICD-7", "ICD-8", "ICD-9-SE", "ICD-10-SE"]),
        ("can", "ICDO3", "2000", []),
        ("can", "SNOMED3", "2010", ["ICD-O-3-M"]),
        ("mfr", "BDIAG1", "1990", ["ICD-9-SE"]),
        ("dental", "atgard", "2020", ["TLV-ATGARD"]),
        ("municipal", "kva", "2020", ["KVA"]),
    ],
)
def test_bindings_answer_by_register_variable_and_period(catalogue: Catalogue, register: str, variable: str, period: str, systems: list[str]):
    assert [one.system for one in catalogue.bindings(register, variable, Period.parse(period))] == systems


def test_skane_keeps_icd9_through_1997(catalogue: Catalogue):
    (exception,) = [one for one in catalogue.bindings("par_in", "HDIA", Period.parse("1997")) if one.system == "ICD-9-SE"]
    assert exception.regions == ("12",)


@pytest.mark.parametrize(
    ("registers", "period", "variables", "expected"),
    [
        (["lmed"], "2015/2020", ["ATC"], ["ATC-YEARLY"]),
        (["lmed"], "2015/2020", ["EDATUM"], []),
        (["lmed"], "2012/2014", ["fddd"], ["ATC-YEARLY", "LMED-LICENCE-2013"]),
        (["par"], "2014/2016", ["HDIA"], ["PAR-ED-2015"]),
        (["par_in"], "2014/2016", ["HDIA"], []),
        (["lmed"], "2006/2008", ["LK"], ["GEO-2007"]),
    ],
)
def test_breaks_are_those_a_table_spans(catalogue: Catalogue, registers: list[str], period: str, variables: list[str], expected: list[str]):
    assert [one.id for one in catalogue.breaks(registers, Period.parse(period), variables)] == expected


def test_legal_changes_are_known_but_not_printed(catalogue: Catalogue):
    assert "LMED-PURPOSE-2018" not in {one.id for one in catalogue.breaks(["lmed"], Period.parse("2010/2024"))}
    assert catalogue.note_text("LMED-PURPOSE-2018").sv


def test_official_measures_are_marked_so_and_the_rest_is_not(catalogue: Catalogue):
    assert catalogue.get_measure("new_users_12m").source.certainty == "verified"
    assert catalogue.get_measure("new_users").source.certainty == "assumed"
    assert {key for key, one in catalogue.measures.items() if one.economic} == {"packages", "ddd", "ddd_per_1000_day", "cost_total", "cost_benefit", "cost_patient"}


def test_a_look_back_group_must_always_be_stated(catalogue: Catalogue):
    for measure in ("new_users_12m", "new_users_unlimited", "new_users"):
        assert catalogue.get_measure(measure).options["look_back_group"].default is None
        assert "look_back_group" in catalogue.get_measure(measure).requires


def test_only_unlimited_new_users_add_over_years(catalogue: Catalogue):
    year = catalogue.breakdowns["year"]
    persons = [one for one in catalogue.measures.values() if one.unit == "person" and one.default_anchor != "index"]
    assert [one.id for one in persons if one.adds_over(year)] == ["new_users_unlimited"]


def test_raw_counts_without_netting_are_never_deliverable(catalogue: Catalogue):
    options = [one.options["netting"] for one in catalogue.measures.values() if "netting" in one.options]
    assert options and all(option.deliverable == ("on",) for option in options)


def test_every_text_is_written_in_both_languages(catalogue: Catalogue):
    same = [text.sv for _kind, objects in catalogue.content.by_kind.items() for one in objects.values() for text in texts(one) if text.sv == text.en]
    long = [text for text in same if len(text.split()) > 4]
    assert long == []


def texts(value: object) -> list[Text]:
    if isinstance(value, Text):
        return [value]
    if isinstance(value, BaseModel):
        return [text for name in type(value).model_fields for text in texts(getattr(value, name))]
    if isinstance(value, tuple | list):
        return [text for child in value for text in texts(child)]
    return [text for child in value.values() for text in texts(child)] if isinstance(value, dict) else []


def test_every_described_object_has_an_identity_of_its_own(catalogue: Catalogue):
    objects = [one for objects in catalogue.content.by_kind.values() for one in objects.values() if isinstance(one, Artefact)]
    assert len({one.ref for one in objects}) == len(objects) > 500


def test_every_object_survives_writing_and_reading(catalogue: Catalogue):
    for kind, objects in catalogue.content.by_kind.items():
        for one in objects.values():
            again = KINDS[kind].model_validate(one.model_dump(mode="json", by_alias=True, exclude_defaults=True))
            assert again == one
            assert isinstance(one, PlainDocument) or write_yaml(one.model_dump(mode="json", by_alias=True))


def test_at_least_three_hundred_words_of_the_people_lead_to_codes(catalogue: Catalogue):
    words = catalogue.content.designations
    assert len(words) >= 300
    assert {one.system for one in words.values()} >= {"ICD-10-SE", "ATC", "KVA"}
    assert all(code.isalnum() and code == code.upper() for one in words.values() for code in one.codes)
