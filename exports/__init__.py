"""Model in, bytes out: delivered tables, packages, charts and descriptions; this room decides nothing and reads no clock."""
