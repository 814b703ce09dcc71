"""Variable lists and code lists are kept alike by both databases."""

from __future__ import annotations

import pytest
from sqlalchemy import Engine

from assistant.code_lists import actions as code_lists
from assistant.codes import expand
from assistant.variable_list import actions
from assistant.variable_list.listed import ListedVariable
from catalog.editions import sample_code_lists
from common.actor import Actor
from common.audit.verify import verify_chain
from common.clock import FixedClock
from common.database import reading
from common.errors import ActionDenied, Conflict

BEDA = Actor("beda", "Region A", frozenset({"orderer"}), "Beda")
RUT = Actor("rut", None, frozenset({"keeper"}), "Rut")
LISTS = sample_code_lists()
SECRET = "s" * 43


def entry(variable: str) -> ListedVariable:
    return ListedVariable(number=1, register_code="lmed", variable=variable)


def test_a_visitors_list_joins_the_persons(engine: Engine, clock: FixedClock) -> None:
    actions.add_variable(engine, actions.person(BEDA), clock, entry("ATC"))
    actions.add_variable(engine, actions.visitor(SECRET), clock, entry("ATC"))
    actions.add_variable(engine, actions.visitor(SECRET), clock, entry("EDATUM"))
    assert actions.adopt(engine, BEDA, clock, SECRET) == 1
    assert [one.variable for one in actions.get_list(engine, actions.person(BEDA), clock).listed.entries] == ["ATC", "EDATUM"]
    assert actions.get_list(engine, actions.visitor(SECRET), clock) == actions.EMPTY
    assert actions.adopt(engine, BEDA, clock, SECRET) == 0


def test_a_number_is_never_used_again(engine: Engine, clock: FixedClock) -> None:
    owner = actions.person(BEDA)
    for variable in ("ATC", "EDATUM"):
        actions.add_variable(engine, owner, clock, entry(variable))
    actions.remove_entry(engine, owner, clock, 2)
    actions.add_variable(engine, owner, clock, entry("FDATUM"))
    assert [one.number for one in actions.get_list(engine, owner, clock).listed.entries] == [1, 3]


def test_expired_lists_are_thrown_away_when_somebody_begins_a_new_one(engine: Engine, clock: FixedClock) -> None:
    actions.add_variable(engine, actions.visitor(SECRET), clock, entry("ATC"))
    clock.at += actions.VISITOR_LIFETIME
    actions.add_variable(engine, actions.visitor("t" * 43), clock, entry("ATC"))
    clock.at -= actions.VISITOR_LIFETIME
    assert actions.get_list(engine, actions.visitor(SECRET), clock) == actions.EMPTY


def test_versions_signatures_and_conflicts(engine: Engine, clock: FixedClock) -> None:
    first = code_lists.save_list(engine, BEDA, clock, name="SSRI", expr="N06AB", expansion=expand("N06AB", "ATC", LISTS))
    changed = expand("N06AB | N06AX", "ATC", LISTS)
    second = code_lists.save_list(engine, BEDA, clock, name="SSRI", expr="N06AB | N06AX", expansion=changed, address=first.address, seen=1)
    assert (first.number, second.number) == (1, 2) and code_lists.get_version(engine, first.content_sha256) == first
    with pytest.raises(Conflict):
        code_lists.save_list(engine, BEDA, clock, name="SSRI", expr="N06AB", expansion=expand("N06AB", "ATC", LISTS), address=first.address, seen=1)
    with pytest.raises(ActionDenied):
        code_lists.sign_version(engine, BEDA, clock, address=first.address, number=1, title="Läkare", content_sha256=first.content_sha256)
    signed = code_lists.sign_version(engine, RUT, clock, address=first.address, number=1, title="Läkare", content_sha256=first.content_sha256)
    assert signed.signature is not None and code_lists.get_version(engine, first.address, 1) == signed
    assert code_lists.get_version(engine, first.address).signature is None
    with reading(engine) as session:
        assert verify_chain(session)[1] == []
