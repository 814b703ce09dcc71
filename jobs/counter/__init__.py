"""The only door for orders: order → JobSpec, queue it, follow it, fetch what is released."""

from jobs.counter.context import context_for, find_facts, policy_for
from jobs.counter.follow import follow_run
from jobs.counter.queueing import approve_and_queue, cancel_run, preview, queue_approved, restart
from jobs.counter.results import Material, RunView, get_run, mark_delivered, previewed_result, released_material, run_of_order
from jobs.counter.writing import build_spec

__all__ = [
    "Material", "RunView", "approve_and_queue", "build_spec", "cancel_run", "context_for", "find_facts", "follow_run", "get_run", "mark_delivered", "policy_for", "preview",
    "previewed_result", "queue_approved", "released_material", "restart", "run_of_order",
]
