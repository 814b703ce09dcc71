"""The roles of a local account, as data; what a role may do is said by the permissions of each lower room."""

from __future__ import annotations

ROLES = ("orderer", "officer", "reviewer", "keeper", "admin")

ROLE_NAMES = {
    "orderer": "web.role.orderer",
    "officer": "web.role.officer",
    "reviewer": "web.role.reviewer",
    "keeper": "web.role.keeper",
    "admin": "web.role.admin",
}
