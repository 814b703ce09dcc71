"""The order kinds: a closed union, one folder each with everything particular to one kind."""
