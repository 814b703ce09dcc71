"""The linter's rules, one per file: id, severity and condition; sentences stand in the translations, thresholds and sources in the content."""
