"""One module per page family: get, decide, render."""

from __future__ import annotations

from web.views import (
    admin,
    catalog,
    code_lists,
    codes,
    delivered,
    descriptions,
    desk,
    ethics,
    examples,
    feeds,
    guide,
    help_pages,
    home,
    identifiers,
    keeper,
    oai,
    orders,
    review,
    saved_lists,
    search,
    site_map,
    variable_list,
)

_FAMILIES = (
    home,
    oai,
    examples,
    catalog,
    codes,
    search,
    help_pages,
    guide,
    orders,
    desk,
    review,
    delivered,
    variable_list,
    code_lists,
    saved_lists,
    keeper,
    admin,
    ethics,
    identifiers,
    site_map,
    feeds,
    descriptions,
)
BLUEPRINTS = tuple(family.blueprint for family in _FAMILIES)
