"""The site map and the files beside it that tell robots and harvesters where things are (sitemaps.org, metadata-exchange.md 8)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from exports.xml import Element, element, write_canonical

NAMESPACE = "http://www.sitemaps.org/schemas/sitemap/0.9"
_XHTML = "http://www.w3.org/1999/xhtml"
MOST = 50_000
"""Addresses that one file may hold."""


@dataclass(frozen=True)
class MappedPage:
    """A public page in both languages, and when what it tells last changed."""

    sv: str
    en: str
    changed_at: datetime | None = None


def write_site_map(pages: Sequence[MappedPage]) -> bytes:
    """One file: each page once per language, each naming the other."""
    return write_canonical(_e("urlset", [_url(page, address) for page in pages for address in (page.sv, page.en)]))


def write_index(addresses: Sequence[str]) -> bytes:
    """The file of files, for more pages than one may hold."""
    return write_canonical(_e("sitemapindex", [_e("sitemap", _e("loc", address)) for address in addresses]))


def parts(pages: Sequence[MappedPage], most: int = MOST) -> list[Sequence[MappedPage]]:
    """The pages in files of at most `most` addresses."""
    size = max(1, most // 2)
    return [pages[at : at + size] for at in range(0, len(pages), size)]


def _url(page: MappedPage, address: str) -> Element:
    others = [element(f"{{{_XHTML}}}link", rel="alternate", hreflang=language, href=each) for language, each in (("sv", page.sv), ("en", page.en))]
    return _e("url", _e("loc", address), _e("lastmod", page.changed_at.strftime("%Y-%m-%dT%H:%M:%SZ")) if page.changed_at else None, others)


def _e(name: str, /, *content: Element | str | list[Element] | None) -> Element:
    return element(f"{{{NAMESPACE}}}{name}", *content, nsmap={None: NAMESPACE, "xhtml": _XHTML})
