"""The made-up registers of cancer, birth, dental and municipal care: tied to the same lives as the others, with the traps that the real ones have."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path
from tempfile import mkdtemp

import added_register
import pytest
from snapshot_factory import query

from jobs.drawing import described_draw
from jobs.microdata.snapshot import Snapshot, open_snapshot
from jobs.microdata.synthesis import generate
from jobs.microdata.verify import verify_snapshot
from jobs.synthetic.described import DescribedDraw
from jobs.synthetic.lifelike import LIFELIKE


def draws() -> list[DescribedDraw]:
    found = [described_draw(added_register.catalogue(), None, code) for code in LIFELIKE]
    return [one for one in found if one is not None]


@lru_cache(maxsize=1)
def made() -> Snapshot:
    folder = Path(mkdtemp(prefix="registerlots-")) / "snapshot"
    generate(folder, 20_000, 2014, 2021, 5, ("par_in", "par_out", "dors", "population"), described=draws())
    return open_snapshot(folder)


def one(sql: str) -> float:
    return float(query(made(), sql)[0][0] or 0)


def test_the_snapshot_verifies_and_names_the_descriptions() -> None:
    assert verify_snapshot(made()) == []
    assert made().manifest.generator is not None and set(made().manifest.generator.described) == set(LIFELIKE)
    assert [register.register_code for register in made().manifest.described] == list(LIFELIKE)


def test_the_same_seed_gives_the_same_bytes(tmp_path: Path) -> None:
    ids = {generate(tmp_path / name, 400, 2018, 2019, 7, ("population",), described=draws()).id for name in ("a", "b")}
    assert len(ids) == 1


@pytest.mark.parametrize("code", LIFELIKE)
def test_persons_live_in_the_country_when_they_have_rows(code: str) -> None:
    table, day = {"can": ("can", "DIADATN"), "mfr": ("mfr", "BFODDAT"), "dental": ("dental", "atgard_datum"), "municipal": ("municipal_actions", "datum")}[code]
    known = "" if code != "can" else "AND right(DIADAT, 2) <> '00'"
    outside = one(
        f"SELECT count(*) FROM {{{table}}} r WHERE person IS NOT NULL {known} AND NOT EXISTS (SELECT 1 FROM {{spells}} s WHERE s.person = r.person "
        f"AND r.{day} >= s.\"from\" AND (s.\"to\" IS NULL OR r.{day} <= s.\"to\"))"
    )
    assert one(f"SELECT count(*) FROM {{{table}}}") > 50 and outside == 0


def test_a_cancer_has_contacts_with_its_diagnosis_in_the_year() -> None:
    seen = one(
        "SELECT avg(coalesce(n, 0)::INT) FROM (SELECT (SELECT count(*) > 0 FROM {par_out_dia} d WHERE d.person = c.person AND year(d.date) = c.AR AND d.code LIKE 'C%') AS n "
        "FROM {can} c WHERE DIGR NOT IN ('4', '7') AND ICDO3 <> 'C700')"
    )
    assert seen > 0.7


def test_autopsy_alone_finds_some_tumours_on_the_day_of_death() -> None:
    assert one("SELECT count(*) FROM {can} WHERE DIGR IN ('4', '7')") > 0
    assert one("SELECT count(*) FROM {can} c JOIN {dors} d USING (person) WHERE c.DIGR IN ('4', '7') AND d.DODSDATN IS NOT NULL AND c.DIADATN <> d.DODSDATN") == 0
    assert one("SELECT count(*) FROM {can} c JOIN {dors} d USING (person) WHERE d.DODSDATN IS NOT NULL AND right(c.DIADAT, 2) <> '00' AND c.DIADATN > d.DODSDATN") == 0


def test_some_have_several_tumours_and_blood_has_two_sites() -> None:
    assert one("SELECT count(*) FROM (SELECT person FROM {can} GROUP BY 1 HAVING count(*) > 1)") > 0
    assert one("SELECT count(*) FROM (SELECT person FROM {can} GROUP BY person, DIADAT HAVING count(*) > 1)") > 0
    assert query(made(), "SELECT DISTINCT ICDO3, ICDO10 FROM {can} WHERE ICDO3 LIKE 'C42%'") == [("C421", "C910")]
    assert one("SELECT count(*) FROM {can} WHERE right(DIADAT, 2) = '00' AND day(DIADATN) <> 15") == 0


def test_a_birth_joins_mother_and_child_and_the_stay_for_it() -> None:
    assert one("SELECT count(*) FROM {mfr} m JOIN {spells} s ON s.person = m.person WHERE s.start_reason = 'birth' AND s.\"from\" <> m.BFODDAT") == 0
    assert one("SELECT count(*) FROM {mfr} WHERE MALDER NOT BETWEEN 14 AND 50") == 0
    stays = one(
        "SELECT avg(n::INT) FROM (SELECT EXISTS (SELECT 1 FROM {par_in} p JOIN {par_in_dia} d USING (contact) WHERE p.person = m.mother "
        "AND p.INDATUM = m.BFODDAT AND d.code LIKE 'O8%') AS n FROM {mfr} m)"
    )
    assert stays > 0.5
    assert one("SELECT count(*) FROM {mfr} WHERE ROK1 IS NOT NULL AND AR = 2017 AND LK LIKE '14%'") == 0
    assert one("SELECT count(*) FROM {mfr} WHERE AR >= 2018 AND FAMSIT IS NOT NULL") == 0
    assert one("SELECT count(*) FROM {mfr} WHERE (person IS NULL) <> (DODFOD IS NOT NULL)") == 0


def test_dental_support_has_its_age_floor_of_the_year() -> None:
    assert query(made(), "SELECT AR, min(ALDER) FROM {dental} WHERE AR IN (2016, 2017, 2018, 2021) GROUP BY 1 ORDER BY 1") == [(2016, 19), (2017, 21), (2018, 22), (2021, 23)]


def test_municipal_care_is_of_the_old_begins_actions_in_2019_and_is_late() -> None:
    assert one("SELECT median(ALDER) FROM {municipal}") > 75 and one("SELECT min(year(datum)) FROM {municipal_actions}") == 2019
    months = dict(query(made(), "SELECT manad, count(*) FROM {municipal} WHERE manad IN ('202108', '202112') GROUP BY 1"))
    assert months["202112"] < 0.7 * months["202108"]
    assert one("SELECT count(*) FROM {municipal} WHERE day(manadN) <> 1") == 0
