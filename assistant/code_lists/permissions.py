"""May this person do this to a saved code list."""

from __future__ import annotations

from assistant.code_lists.saved import ListVersion, SavedList
from common.actor import ANONYMOUS, Actor
from common.errors import ActionDenied


def check_may_save(actor: Actor, saved: SavedList | None) -> None:
    """Anyone signed in saves lists of their own; a new version only by the owner or a colleague. Raises ActionDenied `assistant.code_list.denied.…`."""
    if actor == ANONYMOUS:
        raise ActionDenied("assistant.code_list.denied.sign_in")
    if saved is None or saved.owner == actor.id:
        return
    if saved.organisation is None or saved.organisation != actor.organisation:
        raise ActionDenied("assistant.code_list.denied.not_yours")


def check_may_sign(actor: Actor, version: ListVersion) -> None:
    """Anyone signed in but the one who saved the version. Raises ActionDenied `assistant.code_list.denied.…`."""
    if actor == ANONYMOUS:
        raise ActionDenied("assistant.code_list.denied.sign_in")
    if version.saved_by == actor.id:
        raise ActionDenied("assistant.code_list.denied.own_version")
    if version.signature is not None:
        raise ActionDenied("assistant.code_list.denied.signed")
