"""What an order means when everything left unsaid is filled in; shells, rules and the counter of jobs share it."""

from assistant.specification.breakdowns import PERIODS, PLACES, BreakdownPlan, age_bands, has_total
from assistant.specification.code_rows import code_rows, expand_list, is_sensitive, resolved_codes
from assistant.specification.events import ages_of, criteria_of, event_criterion, population_sources, registers_of, study_period
from assistant.specification.footnotes import footnotes_of
from assistant.specification.outcomes import Sought, sought
from assistant.specification.plan import (
    UNLIMITED,
    TablePlan,
    anchor_of,
    cell_period_of,
    is_at_most_a_year,
    is_new_patient_measure,
    is_new_user_measure,
    look_back_of,
    options_of,
    plan_table,
    plan_tables,
    row_choices,
    run_in_of,
    spanned_breaks,
)

__all__ = [
    "PERIODS", "PLACES", "UNLIMITED", "BreakdownPlan", "Sought", "TablePlan", "age_bands", "ages_of", "anchor_of", "cell_period_of", "code_rows", "criteria_of",
    "event_criterion", "expand_list", "footnotes_of", "has_total", "is_sensitive", "is_at_most_a_year", "is_new_patient_measure", "is_new_user_measure", "look_back_of", "options_of", "plan_table",
    "plan_tables", "population_sources", "registers_of", "resolved_codes", "row_choices", "run_in_of", "sought", "spanned_breaks", "study_period",
]
