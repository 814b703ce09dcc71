"""The JSON API and its description; it takes exactly the document that the guide writes."""

from web.api.orders import blueprint

__all__ = ["blueprint"]
