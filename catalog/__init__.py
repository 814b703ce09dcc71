"""What can be ordered, and finding it: import, store, lookup and search of registers, variables, measures, codes and examples."""
