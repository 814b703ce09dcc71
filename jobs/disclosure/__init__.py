"""Arithmetic on cells, a policy and earlier releases: what is hidden, and the proof that it cannot be worked out."""
