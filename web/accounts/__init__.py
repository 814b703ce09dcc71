"""Sign-in, roles and organisations: the only store in web."""
