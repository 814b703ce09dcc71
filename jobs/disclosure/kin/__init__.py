"""Who a table counts, written so that two tables, of one order or of two years apart, can be judged against each other: same, inside, or apart."""

from jobs.disclosure.kin.counted import Counted, Formula, Predicate
from jobs.disclosure.kin.kinship import Kinship, Standing, relate

__all__ = ["Counted", "Formula", "Kinship", "Predicate", "Standing", "relate"]
