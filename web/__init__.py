"""HTTP in, one call to a lower room, HTML or JSON out."""
