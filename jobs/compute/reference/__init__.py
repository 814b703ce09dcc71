"""The reference: every measure in plain Python over small frames, slow and obvious, written from measures.md; the engine must agree with it."""

from jobs.compute.reference.frames import Frames
from jobs.compute.reference.tables import Counter
from jobs.spec import JobSpec
from metadata.model.table import CountTable


def run(spec: JobSpec, frames: Frames) -> list[CountTable]:
    """The unprotected tables of a spec, without notes; for tests and for reading, never for real registers."""
    cohorts = {cohort.id: cohort for cohort in spec.cohorts}
    return [Counter(job, cohorts, frames).count() for job in spec.tables]


__all__ = ["Frames", "run"]
