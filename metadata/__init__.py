"""The information model and the authored content: what a register, a variable, a measure and a table are. Reads no file, database or clock."""
