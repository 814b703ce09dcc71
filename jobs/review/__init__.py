"""Two-person release: what the reviewer sees and decides; every view of an unprotected number is logged."""
