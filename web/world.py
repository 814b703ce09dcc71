"""What exists now besides the catalogue: the day, the data, the code lists and the policy that orders are judged against."""

from __future__ import annotations

from assistant.judgement import Context
from common.clock import today
from web.doors import doors


def open_context() -> Context:
    """The context of every judgement made for this request."""
    return Context(today=today(doors().clock), is_submitting=True)
