"""Rows of the catalogue: content and code lists; behind load, importers, lookup, editions and search."""
