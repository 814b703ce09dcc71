"""The provider at its address: registers of the catalogue, addresses from the public base address, posted forms without a token."""

from __future__ import annotations

from lxml import etree
from site_factory import Site

NS = {"o": "http://www.openarchives.org/OAI/2.0/", "dc": "http://purl.org/dc/elements/1.1/"}


def test_every_published_register_is_a_record(site: Site) -> None:
    answer = site.visitor().get("/oai?verb=ListRecords&metadataPrefix=oai_dc")
    root = etree.fromstring(answer.data)
    assert answer.status_code == 200 and answer.mimetype == "text/xml" and "Set-Cookie" not in answer.headers
    titles = root.xpath("//dc:title/text()", namespaces=NS)
    assert {"Läkemedelsregistret", "The National Prescribed Drug Register"} <= set(titles)
    base = site.settings.base_url
    assert all(text.startswith(f"{base}/id/register/") for text in root.xpath("//dc:identifier/text()", namespaces=NS))
    assert root.findtext("o:request", namespaces=NS) == f"{base}/oai"


def test_a_posted_form_is_answered_and_a_wrong_verb_is_no_error_of_the_server(site: Site) -> None:
    client = site.visitor().client
    assert etree.fromstring(client.post("/oai", data={"verb": "Identify"}).data).findtext(".//o:deletedRecord", namespaces=NS) == "persistent"
    wrong = client.get("/oai?verb=Nonsense")
    assert wrong.status_code == 200 and etree.fromstring(wrong.data).find("o:error", NS).attrib["code"] == "badVerb"
