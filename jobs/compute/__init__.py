"""From a JobSpec and a snapshot to unprotected integer tables: typed plan, queries for the engine, and the plain reference beside them."""

from jobs.compute.explaining import explain
from jobs.compute.running import run

__all__ = ["explain", "run"]
