"""The measures this edition computes, one file each; adding one is a file and its line here."""

from jobs.compute.measures import (
    care_days,
    care_episodes,
    cost_benefit,
    cost_patient,
    cost_total,
    ddd,
    ddd_per_1000_day,
    dispensings,
    ed_visits,
    hospital_stays,
    new_patients,
    new_users,
    new_users_12m,
    new_users_unlimited,
    outpatient_visits,
    packages,
    patients,
    patients_any_care,
    patients_inpatient,
    patients_outpatient,
    persistence_at,
    prevalent_diagnosis,
    prevalent_users,
    prior_drugs,
    register_persons,
    register_rows,
    share_with_dispensing,
    time_on_treatment,
    users_by_diagnosis,
)
from jobs.compute.measures.measure import UNLIMITED, Measure

MEASURES: dict[str, Measure] = {
    module.MEASURE.id: module.MEASURE
    for module in (
        care_days, care_episodes, cost_benefit, cost_patient, cost_total, ddd, ddd_per_1000_day, dispensings, ed_visits, hospital_stays, new_patients, new_users,
        new_users_12m, new_users_unlimited, outpatient_visits, packages, patients, patients_any_care, patients_inpatient, patients_outpatient, persistence_at,
        prevalent_diagnosis, prevalent_users, prior_drugs, register_persons, register_rows, share_with_dispensing, time_on_treatment, users_by_diagnosis,
    )
}


__all__ = ["MEASURES", "UNLIMITED", "Measure"]
