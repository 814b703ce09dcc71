"""Who of the delivered persons stands in no population row: counted, never named."""

from __future__ import annotations

from common.errors import Severity
from jobs.microdata.loading.problems import Problems
from jobs.microdata.loading.stage import Stage

_POPULATION = ("person_years", "spells")


def count_strangers(stage: Stage, problems: Problems, population_files: list[str] | None = None) -> None:
    """Warns, by part of a register, of persons without a row in the population (delivered now or in `population_files` of the base)."""
    sources = [f"SELECT k.person FROM raw_{part} r JOIN keys k ON k.key = r.person" for part in _POPULATION if part in stage.parts]
    if population_files:
        sources.append("SELECT person FROM read_parquet($files)")
    if not sources:
        return
    stage.run(f"CREATE TABLE residents AS {' UNION '.join(sources)}", {"files": population_files} if population_files else {})
    for part, delivery in stage.parts.items():
        if delivery.keys and part not in _POPULATION:
            key = delivery.keys[0].name
            query = f'SELECT count(DISTINCT r."{key}") FROM raw_{part} r JOIN keys k ON k.key = r."{key}" WHERE k.person NOT IN (SELECT person FROM residents)'
            if strangers := stage.number(query):
                stage.counts[f"{part}_persons_without_population"] = strangers
                problems.add("snapshot.persons.without_population", severity=Severity.warning, register=part, count=strangers)
