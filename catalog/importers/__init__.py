"""Files of code lists from outside, read by what they contain and never by their names; nothing is stored before every row has been checked."""
