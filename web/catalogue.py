"""The loaded catalogue, opened once for a request."""

from __future__ import annotations

from flask import g

from catalog.lookup import Catalogue, open_catalogue
from common.database import reading
from web.doors import doors


def catalogue() -> Catalogue:
    """The catalogue of this installation. Raises NotFound `catalogue.error.not_loaded` before the first load."""
    if "catalogue" not in g:
        with reading(doors().engine) as session:
            g.catalogue = open_catalogue(session)
    found: Catalogue = g.catalogue
    return found
