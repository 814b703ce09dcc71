"""Numbered migrations of the database, in one line."""
