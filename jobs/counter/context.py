"""What an order is judged and written against: the newest snapshot's facts, the loaded code lists, the policy of its kind on the day."""

from __future__ import annotations

from datetime import date

from assistant.document import plain
from assistant.judgement import Context
from assistant.order.order import Order
from catalog.editions import open_code_lists
from catalog.lookup import Catalogue
from common.database import Engine, Session, reading
from common.errors import NotFound
from jobs.store import find_snapshots
from metadata.model.policy import DisclosurePolicy
from metadata.model.snapshot import SnapshotFacts
from metadata.model.tightening import choose_method, resolve


def find_facts(session: Session, *, synthetic: bool | None = None) -> SnapshotFacts | None:
    """Facts of the snapshot that orders run on: the newest real one, else the newest synthetic; `synthetic` asks for one of a kind."""
    known = [SnapshotFacts.model_validate_json(row.facts) for row in find_snapshots(session)]
    fitting = [facts for facts in known if synthetic is None or facts.synthetic is synthetic]
    return min(fitting, key=lambda facts: facts.synthetic, default=None)


def context_for(
    engine: Engine, catalogue: Catalogue, today: date, *, order: Order | None = None, synthetic: bool | None = None, is_submitting: bool = True,
    facts: SnapshotFacts | None = None,
) -> Context:
    """The context of the rules. `facts`: those of a snapshot at hand, when the order is not to run on one of the installation's."""
    with reading(engine) as session:
        found = facts or find_facts(session, synthetic=synthetic)
        editions = open_code_lists(session)
    policy = policy_for(order, catalogue, today) if order is not None else None
    return Context(today=today, snapshot=found, editions=editions, policy=policy, is_submitting=is_submitting)


def policy_for(order: Order, catalogue: Catalogue, today: date, *, is_sensitive: bool = False) -> DisclosurePolicy:
    """The resolved policy of an order: that of its kind, raised for sensitive codes, tightened by the order's own lines, with the method it chose.

    Raises NotFound when no policy of the kind is valid on the day, InputRefused when the order asks for something looser or for a method the policy does not offer.
    """
    documents = list(catalogue.policies.values())
    wanted = next((str(document["policy"]) for document in documents if order.kind in document.get("applies", {}).get("kinds", ())), None)
    if wanted is None:
        raise NotFound("jobs.error.no_policy", kind=order.kind, day=today.isoformat())
    wishes = plain(order).get("disclosure") or {}
    changes = {"persons": wishes["persons"]} if "persons" in wishes else {}
    policy = resolve(documents, wanted, on=today, changes=changes, is_sensitive=is_sensitive)
    return choose_method(policy, wishes["method"]) if wishes.get("method") else policy
