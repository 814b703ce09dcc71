"""A seeded generator of made-up registers with the real columns and the real traps; yields columns, writes no file and reads no snapshot."""
