"""Every change of an order: permission, state rule, new value, one transaction with the change and its audit event."""

from assistant.actions.answers import keep_answer
from assistant.actions.drafts import create_draft, expire_drafts, save_draft
from assistant.actions.handling import approve, approve_as_specified, ask_completion, assign, queue, refuse, restart, set_diary_number, specify
from assistant.actions.runs import close, follow_run
from assistant.actions.submission import answer, check_submittable, confirm, object_to, submit, withdraw
from assistant.store import Answer

__all__ = [
    "Answer", "answer", "approve", "approve_as_specified", "ask_completion", "assign", "check_submittable", "close", "confirm", "create_draft",
    "expire_drafts", "follow_run",
    "keep_answer", "object_to", "queue", "refuse", "restart", "save_draft", "set_diary_number", "specify", "submit", "withdraw",
]
