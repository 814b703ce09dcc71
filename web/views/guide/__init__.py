"""The guide of a statistics order: one module per page, all of them editing the same document."""

from __future__ import annotations

from web.views.guide import checks, delivery, document, preview, purpose, start, submit, tables, whom
from web.views.guide.page import blueprint

__all__ = ["blueprint", "checks", "delivery", "document", "preview", "purpose", "start", "submit", "tables", "whom"]
