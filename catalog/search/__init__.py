"""Finding measures, variables, examples and codes in the words people use; the only home of the index library."""
