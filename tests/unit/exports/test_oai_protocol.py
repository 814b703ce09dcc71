"""The OAI-PMH protocol: every verb, every condition, and lists that survive changes while they are read."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from lxml import etree
from portal_factory import BEGAN, Registers

from exports.oai import answer

NOW = BEGAN + timedelta(days=30)
NS = {"o": "http://www.openarchives.org/OAI/2.0/", "dc": "http://purl.org/dc/elements/1.1/"}


def ask(registers: Registers, *pairs: tuple[str, str], now: Any = NOW) -> etree._Element:
    """The root of the answer."""
    return etree.fromstring(answer(registers.repository, pairs, now))


def error(root: etree._Element) -> str:
    """The code of the condition; empty when there is none."""
    return str(root.xpath("string(o:error/@code)", namespaces=NS))


def walk(registers: Registers, *pairs: tuple[str, str], between: Any = None) -> list[str]:
    """Identifiers of every page of a list; `between` is called after each page."""
    found, arguments = [], pairs
    while True:
        root = ask(registers, *arguments)
        found += root.xpath("//o:header/o:identifier/text()", namespaces=NS)
        token = root.xpath("string(//o:resumptionToken)", namespaces=NS)
        if not token:
            return found
        arguments = (pairs[0], ("resumptionToken", str(token)))
        if between is not None:
            between(len(found))


LIST = (("verb", "ListIdentifiers"), ("metadataPrefix", "oai_dc"))
CASES = [
    ([], "badVerb"), ([("verb", "Foo")], "badVerb"), ([("verb", "Identify"), ("verb", "Identify")], "badVerb"), ([("verb", "Identify"), ("x", "1")], "badArgument"),
    ([("verb", "Identify")], ""), ([("verb", "ListMetadataFormats")], ""), ([("verb", "ListMetadataFormats"), ("identifier", "oai:example.se:none")], "idDoesNotExist"),
    ([("verb", "ListSets")], ""), ([("verb", "ListSets"), ("resumptionToken", "nonsense")], "badResumptionToken"), ([("verb", "ListRecords")], "badArgument"),
    ([("verb", "ListRecords"), ("metadataPrefix", "marc21")], "cannotDisseminateFormat"),
    ([*LIST, ("resumptionToken", "T")], "badArgument"), ([("verb", "ListRecords"), ("resumptionToken", "nonsense")], "badResumptionToken"),
    ([*LIST, ("from", "2026-01-01"), ("until", "2026-01-01T00:00:00Z")], "badArgument"), ([*LIST, ("from", "2026-02-01"), ("until", "2026-01-01")], "badArgument"),
    ([*LIST, ("from", "2026-13-01")], "badArgument"), ([*LIST, ("from", "2026-1-1")], "badArgument"), ([*LIST, ("from", "2999-01-01")], "noRecordsMatch"),
    ([*LIST, ("set", "register:finnsinte")], "noRecordsMatch"), ([*LIST, ("set", "type:register")], ""), ([*LIST, ("set", "type")], ""), ([*LIST, ("set", "a::b")], "badArgument"),
    ([*LIST, ("set", "\0")], "badArgument"), ([("verb", "ListRecords"), ("metadataPrefix", "oai dc")], "badArgument"),
    ([("verb", "GetRecord"), ("metadataPrefix", "oai_dc")], "badArgument"),
    ([("verb", "GetRecord"), ("metadataPrefix", "oai_dc"), ("identifier", "oai:example.se:none")], "idDoesNotExist"),
]


@pytest.mark.parametrize(("pairs", "code"), CASES)
def test_every_condition_is_an_answer(pairs: list[tuple[str, str]], code: str) -> None:
    root = ask(Registers(3), *pairs)
    assert error(root) == code
    request = root.find("o:request", NS)
    assert request.text == "http://example.se/oai"
    assert bool(request.attrib) == (code not in ("badVerb", "badArgument"))


def test_a_short_list_has_no_token_and_a_long_one_ends_with_an_empty_one() -> None:
    assert ask(Registers(3), *LIST).find(".//o:resumptionToken", NS) is None
    registers = Registers(250)
    assert len(set(walk(registers, *LIST))) == len(walk(registers, *LIST)) == 250
    pages = ask(registers, *LIST).find(".//o:resumptionToken", NS)
    assert pages.attrib["completeListSize"] == "250"
    assert pages.attrib["cursor"] == "0"


def test_a_record_that_changes_while_a_list_is_read_is_given_once() -> None:
    registers = Registers(250)

    def change(seen: int) -> None:
        registers.touch(seen - 1, NOW)
        registers.touch(249, NOW)

    assert sorted(walk(registers, *LIST, between=change)) == sorted(Registers.name(number) for number in range(250))
    assert set(walk(registers, *LIST, ("from", NOW.strftime("%Y-%m-%d")))) == {Registers.name(number) for number in (99, 199, 249)}


def test_both_ends_of_a_range_are_included() -> None:
    registers = Registers(10)
    third, fifth = ((BEGAN + timedelta(minutes=minute)).strftime("%Y-%m-%dT%H:%M:%SZ") for minute in (3, 5))
    assert walk(registers, *LIST, ("from", third), ("until", fifth)) == [Registers.name(number) for number in (3, 4, 5)]
    assert len(walk(registers, *LIST, ("from", "2026-01-01"), ("until", "2026-01-01"))) == 10


def test_a_withdrawn_register_is_told_for_ever_without_its_description() -> None:
    registers = Registers(3)
    registers.withdraw(1, NOW)
    root = ask(registers, ("verb", "GetRecord"), ("metadataPrefix", "oai_dc"), ("identifier", Registers.name(1)))
    assert root.xpath("string(//o:header/@status)", namespaces=NS) == "deleted"
    assert root.find(".//o:metadata", NS) is None
    assert Registers.name(1) in walk(registers, *LIST, ("from", NOW.strftime("%Y-%m-%d")))


def test_a_token_cannot_be_altered_lent_or_kept_too_long() -> None:
    registers = Registers(250)
    token = str(ask(registers, *LIST).xpath("string(//o:resumptionToken)", namespaces=NS))
    resumed = (("verb", "ListIdentifiers"), ("resumptionToken", token))
    assert error(ask(registers, *resumed)) == ""
    assert error(ask(registers, ("verb", "ListRecords"), ("resumptionToken", token))) == "badResumptionToken"
    assert error(ask(registers, ("verb", "ListIdentifiers"), ("resumptionToken", token[:-2] + "AA"))) == "badResumptionToken"
    assert error(ask(registers, *resumed, now=NOW + timedelta(hours=25))) == "badResumptionToken"


@pytest.mark.parametrize("prefix", ["oai_dc", "oai_datacite", "oai_ddi25"])
def test_two_answers_are_the_same_bytes(prefix: str) -> None:
    registers = Registers(5)
    pairs = (("verb", "ListRecords"), ("metadataPrefix", prefix))
    assert answer(registers.repository, pairs, NOW) == answer(registers.repository, pairs, NOW)


def test_every_answer_is_valid_by_the_official_schema(shared_data: Path) -> None:
    folder = shared_data / "metadata" / "oai-pmh"
    schema = etree.XMLSchema(etree.parse(folder / "oai-pmh-2.0.xsd"))
    registers = Registers(120)
    registers.withdraw(7, NOW)
    for pairs in [case for case, _code in CASES] + [[("verb", "ListRecords"), ("metadataPrefix", "oai_dc")]]:
        schema.assertValid(etree.fromstring(answer(registers.repository, pairs, NOW)))


def test_the_datacite_record_is_valid_by_its_schema(shared_data: Path) -> None:
    schema = etree.XMLSchema(etree.parse(shared_data / "metadata" / "datacite-4.6" / "metadata.xsd"))
    root = ask(Registers(1), ("verb", "ListRecords"), ("metadataPrefix", "oai_datacite"))
    schema.assertValid(etree.ElementTree(root.find(".//o:metadata", NS)[0]))


def test_the_dublin_core_record_is_valid_by_its_schema(shared_data: Path) -> None:
    schema = etree.XMLSchema(etree.parse(shared_data / "metadata" / "oai-pmh" / "oai_dc.xsd"))
    root = ask(Registers(1), ("verb", "ListRecords"), ("metadataPrefix", "oai_dc"))
    schema.assertValid(etree.ElementTree(root.find(".//o:metadata", NS)[0]))


def test_the_codebook_record_is_valid_by_its_schema(shared_data: Path) -> None:
    schema = etree.XMLSchema(etree.parse(shared_data / "metadata" / "ddi-codebook-2.5" / "ddi_codebook_2_5.xsd"))
    root = ask(Registers(1), ("verb", "ListRecords"), ("metadataPrefix", "oai_ddi25"))
    schema.assertValid(etree.ElementTree(root.find(".//o:metadata", NS)[0]))
