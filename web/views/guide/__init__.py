"""The guide: one module per page or pair of pages, all of them editing the same document; the kind of order decides which are walked."""

from __future__ import annotations

from web.views.guide import checks, delivery, document, preview, purpose, report, start, submit, tables, whom
from web.views.guide.page import blueprint

__all__ = ["blueprint", "checks", "delivery", "document", "preview", "purpose", "report", "start", "submit", "tables", "whom"]
