"""From a confirmed order to a released result; the only room that sees individuals."""
