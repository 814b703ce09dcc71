"""Help: what the words mean and how an order goes, written for those who come for the first time."""

from __future__ import annotations

from itertools import groupby

from flask import Blueprint, render_template

from web.catalogue import catalogue
from web.language import language
from web.prose import blocks

blueprint = Blueprint("help", __name__)


@blueprint.get("/hjalp")
def overview() -> str:
    """Every help page by topic."""
    topics = [(topic, tuple(pages)) for topic, pages in groupby(catalogue().help_pages, key=lambda page: page.topic)]
    return render_template("pages/help.html", topics=topics)


@blueprint.get("/hjalp/<key>")
def page(key: str) -> str:
    """One help page with where to read on."""
    known = catalogue()
    found = known.get_help(key)
    return render_template(
        "pages/help_page.html", found=found, blocks=blocks(found.text.of(language())), measures=[known.get_measure(one) for one in found.measures],
        registers=[known.get_register(one) for one in found.registers], see=[known.get_help(one) for one in found.see],
    )
