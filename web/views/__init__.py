"""One module per page family: get, decide, render."""

from __future__ import annotations

from web.views import catalog, codes, delivered, desk, examples, guide, home, orders, review, search, variable_list

BLUEPRINTS = (
    home.blueprint, examples.blueprint, catalog.blueprint, codes.blueprint, search.blueprint, guide.blueprint, orders.blueprint, desk.blueprint,
    review.blueprint, delivered.blueprint, variable_list.blueprint,
)
