"""From a need to a complete, valid, decided order."""
