"""Following a link or a button of a page that has no script: every such click loads a page, and the test waits for it."""

from __future__ import annotations

from typing import Any


def follow(page: Any, place: Any) -> None:
    """Clicks and waits until the page that answers has been loaded."""
    with page.expect_navigation(wait_until="load"):
        place.click()
