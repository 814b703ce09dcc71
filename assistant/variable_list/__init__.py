"""The variable list of a researcher: chosen columns of several registers with years, codes, role and reason, on the way to an order."""
