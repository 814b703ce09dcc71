"""Loading delivered files into a snapshot: read, check every row, then build beside and move into place; complete or absent."""
