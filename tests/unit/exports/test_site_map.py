"""The site map's files: no more addresses than one may hold."""

from __future__ import annotations

from lxml import etree

from exports.site_map import MappedPage, parts, write_index, write_site_map


def test_a_long_map_is_cut_in_files_that_hold_their_fill() -> None:
    pages = [MappedPage(f"https://a/{number}", f"https://a/en/{number}") for number in range(7)]
    cut = parts(pages, most=4)
    assert [len(part) for part in cut] == [2, 2, 2, 1]
    assert len(list(etree.fromstring(write_site_map(cut[0])).iter("{*}loc"))) == 4
    assert [one.text for one in etree.fromstring(write_index(["https://a/1.xml"])).iter("{*}loc")] == ["https://a/1.xml"]
