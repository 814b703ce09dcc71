"""The standard report: fixed tables of a drug and a diagnosis group, ordered by codes, period, sexes and ages alone (measures.md 8)."""
