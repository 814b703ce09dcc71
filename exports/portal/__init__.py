"""Pushing descriptions to portals that receive instead of harvesting (metadata-exchange.md 16)."""
