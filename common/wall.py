"""The wall of a process: a programming error is logged with a reference a person can quote, never with the error's own text.

The text of an exception can hold a value (a database driver quotes the row it could not read), so only its type and the places it passed are kept.
"""

from __future__ import annotations

import secrets
import traceback

import structlog


def log_unexpected(error: BaseException, where: str) -> str:
    """Logs type and places of an error, returns the reference."""
    reference = secrets.token_hex(4)
    places = [f"{frame.filename.rpartition('/')[2]}:{frame.lineno} {frame.name}" for frame in traceback.extract_tb(error.__traceback__)]
    structlog.get_logger().error("unexpected", where=where, reference=reference, error=type(error).__name__, places=places[-12:])
    return reference
