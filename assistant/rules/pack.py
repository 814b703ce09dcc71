"""The rule pack: every rule, in the order of rules.md, and the version that a submitted order was checked with."""

from __future__ import annotations

from assistant.rules import (
    adm_05,
    code_01,
    code_02,
    code_03,
    code_04,
    code_05,
    code_07,
    code_08,
    code_11,
    code_12,
    dem_01,
    dem_03,
    dem_06,
    kind_09,
    law_01,
    law_02,
    law_03,
    law_07,
    law_10,
    law_11,
    law_13,
    meas_01,
    meas_02,
    meas_03,
    meas_04,
    meas_05,
    meas_06,
    meas_07,
    meas_09,
    meas_10,
    meas_11,
    meas_13,
    meas_14,
    meas_15,
    meas_17,
    meas_18,
    sdc_02,
    sdc_03,
    sdc_05,
    sdc_06,
    sdc_07,
    time_01,
    time_02,
    time_03,
    time_04,
    time_05,
    time_06,
    time_07,
    time_08,
    time_09,
    time_11,
)
from assistant.rules.rule import Rule

VERSION = "1"
"""Raised with every change of a condition."""

PACK: tuple[Rule, ...] = tuple(
    module.RULE
    for module in (
        kind_09, time_01, time_02, time_03, time_04, time_05, time_06, time_07, time_08, time_09, time_11, code_01, code_02, code_03, code_04,
        code_05, code_07, code_08, code_11, code_12, meas_01, meas_02, meas_03, meas_04, meas_05, meas_06, meas_07, meas_09, meas_10, meas_11, meas_13, meas_14, meas_15,
        meas_17, meas_18, dem_01, dem_03, dem_06, sdc_02, sdc_03, sdc_05, sdc_06, sdc_07, law_01, law_02, law_03, law_07, law_10, law_11, law_13, adm_05,
    )
)
