"""Words without the domain; used by every room, uses none."""
