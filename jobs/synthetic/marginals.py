"""Every share and rate the made-up registers are drawn from, as plain values for the manifest, so that counts can be compared with known truth."""

from __future__ import annotations

from typing import Any

from jobs.synthetic import contacts, corrections, deaths, dispensings, people
from jobs.synthetic.tables import municipalities, table_rows


def marginals() -> dict[str, Any]:
    """Prevalences are per 1,000 residents (men/women) by age in straight lines between the ages given, times the year's growth factor."""
    codes, shares = municipalities()
    return {
        "people": {
            "share_women": 0.5, "share_foreign_born": people.FOREIGN_BORN_SHARE, "share_nonresident_of_dead": people.NONRESIDENT_SHARE,
            "emigration_per_year": people.EMIGRATION, "share_returning": people.RETURN_SHARE, "share_moving_once_twice": list(people.MOVES),
            "share_moving_within_county": people.SAME_COUNTY_MOVE, "mortality_gompertz_men_women": [list(pair) for pair in people.MORTALITY],
        },
        "municipalities": {code: round(float(share), 6) for code, share in zip(codes, shares, strict=True)},
        "conditions": {row["id"]: {name: value for name, value in row.items() if name != "id"} for row in table_rows("conditions")},
        "regimens": table_rows("regimens"),
        "lmed": {
            "share_corrected": corrections.CORRECTED_SHARE, "kinds_of_corrections": corrections.KINDS, "share_moved_to_month_end_2005": corrections.HEAPED_SHARE,
            "dose_from_age": dispensings.DOSE_AGE, "share_dose": dispensings.DOSE_SHARE, "share_switching": dispensings.SWITCH_SHARE,
        },
        "par": {
            "share_missing_main": contacts.NO_MAIN_SHARE, "share_without_key": contacts.NO_KEY_SHARE, "share_acute_admissions": contacts.ACUTE_SHARE,
            "emergencies_doubled_from": contacts.ED_BOTH_FROM, "share_reported_of_last_months": list(contacts.LATE),
            "share_fewer_2020": contacts.PLANNED_DROP_2020,
        },
        "dors": {
            "share_unknown_day": deaths.UNKNOWN_DAY_SHARE, "share_unknown_month": deaths.UNKNOWN_MONTH_SHARE,
            "share_uncoded_last_year": deaths.UNCODED_LATE, "nonresidents_from": deaths.NONRESIDENTS_FROM,
        },
    }
