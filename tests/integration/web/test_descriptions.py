"""Descriptions as files over HTTP: what the commands write, at addresses, with 304; read back by their own readers."""

from __future__ import annotations

import pytest

from catalog.exchange.ddi import read_ddi
from catalog.exchange.rut import read_rut
from catalog.exchange.workbook.reading import read_workbook

ADDRESSES = (
    "/gsim/export.json", "/gsim/export.xlsx?register=lmed", "/gsim/variables.csv?register=par", "/gsim/variables.xlsx", "/ddi/lmed.xml?version=2.5",
    "/ddi/lmed.xml?version=3.3", "/workbook/lmed.xlsx", "/codes/lists.ttl", "/codes/lists.jsonld",
)


@pytest.mark.parametrize("address", ADDRESSES)
def test_each_file_is_answered_once_and_then_known(site, address):
    client = site.app.test_client()
    first = client.get(address)
    assert (first.status_code, len(first.data) > 500) == (200, True)
    assert client.get(address, headers={"If-None-Match": first.headers["ETag"]}).status_code == 304


def test_what_is_answered_reads_back(site):
    client = site.app.test_client()
    whole = read_rut(client.get("/gsim/export.json").data, "a.json")
    assert (whole.findings, len(whole.objects) > 500) == ((), True)
    one = read_rut(client.get("/gsim/export.xlsx?register=lmed").data, "a.xlsx")
    assert [each["localId"] for each in one.objects if each["type"] == "Register"] == ["lmed"]
    assert read_ddi(client.get("/ddi/lmed.xml?version=3.3").data, "a.xml").objects == one.objects
    assert read_workbook(client.get("/workbook/lmed.xlsx").data, "a.xlsx").errors == ()


@pytest.mark.parametrize("address", ["/ddi/hittepa.xml", "/workbook/hittepa.xlsx", "/gsim/export.json?register=x", "/ddi/lmed.xml?version=9", "/gsim/export.doc", "/codes/lists.doc"])
def test_what_there_is_not_is_not_found(site, address):
    assert site.app.test_client().get(address).status_code == 404
