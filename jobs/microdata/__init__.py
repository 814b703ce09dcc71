"""Snapshots of the registers on disk: the only room that opens rows about persons, read by compute, the worker and the snapshot commands."""
