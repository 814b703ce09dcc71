"""A harvester of its own make (sickle) reads the provider over HTTP: a thousand records, ranges, withdrawn ones, and bad tokens."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from portal_factory import BEGAN, Registers, served
from sickle import Sickle
from sickle.oaiexceptions import BadResumptionToken, NoRecordsMatch

NOW = BEGAN + timedelta(days=30)


def harvest(registers: Registers, **arguments: Any) -> list[Any]:
    """Every record of a list, page by page."""
    with served(registers, NOW) as address:
        return list(Sickle(address).ListRecords(**({"metadataPrefix": "oai_dc"} | arguments)))


def test_a_thousand_records_are_harvested_once_each() -> None:
    found = harvest(Registers(1000))
    assert len({record.header.identifier for record in found}) == len(found) == 1000
    assert found[0].metadata["title"] == ["Läkemedelsregistret", "The National Prescribed Drug Register"]


def test_a_later_harvest_gets_what_changed_and_what_was_withdrawn() -> None:
    registers = Registers(1000)
    registers.touch(3, NOW)
    registers.withdraw(5, NOW)
    since = {"from": NOW.strftime("%Y-%m-%dT%H:%M:%SZ")}
    assert {(record.header.identifier, record.deleted) for record in harvest(registers, **since)} == {(Registers.name(3), False), (Registers.name(5), True)}
    with pytest.raises(NoRecordsMatch):
        harvest(registers, **{"from": "2027-01-01"})


def test_the_posted_form_and_the_bad_token() -> None:
    with served(Registers(3), NOW) as address:
        assert Sickle(address, http_method="POST").Identify().protocolVersion == "2.0"
        with pytest.raises(BadResumptionToken):
            list(Sickle(address).ListRecords(resumptionToken="made up"))
