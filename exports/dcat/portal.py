"""What a portal is told beside the registers themselves: addresses under the one public base, publisher, contact, licence, access body."""

from __future__ import annotations

import re
from dataclasses import dataclass

from catalog.exchange.objects import Object, text_of
from common.settings import Settings
from common.translate import LANGUAGES, translate
from exports.described import Described

_EMAIL = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s]+")


@dataclass(frozen=True)
class Portal:
    """Settings of an installation as portals need them; every link is built from `base`."""

    base: str
    licence: str
    publisher: str = ""
    contact: str = ""
    organisation_number: str = ""
    access_body: str = ""
    access_body_page: str = ""

    @classmethod
    def of(cls, settings: Settings) -> Portal:
        """The portal of an installation."""
        return cls(
            settings.base_url.rstrip("/"), settings.metadata_licence, settings.publisher, settings.publisher_contact, settings.organisation_number,
            settings.health_data_body, settings.health_data_body_page,
        )

    def at(self, path: str) -> str:
        """An address under the base."""
        return f"{self.base}/{path.lstrip('/')}"

    def register(self, one: Object) -> str:
        """The lasting address of a register."""
        return self.at(str(one["uri"]))

    def own(self, kind: str, one: Object) -> str:
        """The address of a node that belongs to a register: its period, distribution, contact …"""
        return self.at(f"id/{kind}/{one['id']}")

    def page(self, one: Object) -> str:
        """The register's page for people."""
        return self.at(f"register/{one['localId']}")

    def order_page(self, one: Object) -> str:
        """Where data of the register are ordered."""
        return str(one.get("accessPage") or self.at(f"bestall?register={one['localId']}"))

    def email_of(self, described: Described, one: Object) -> str | None:
        """An e-mail address to ask at: the register's, its holder's, the installation's; None when there is none."""
        stated = (one.get("contact"), described.follow(one, "holder").get("contact"), self.contact)
        return next((str(text) for text in stated if text and _EMAIL.fullmatch(str(text))), None)

    def body_name(self) -> dict[str, str]:
        """The health data access body, or that none is designated yet."""
        if self.access_body:
            return {"sv": self.access_body}
        return {language: translate("exports.dcat.no_access_body", language) for language in LANGUAGES}

    def number_of(self, agent: Object) -> str:
        """The ten figures of an organisation number; empty when none is known."""
        return re.sub(r"\D", "", str(agent.get("orgNumber") or self.organisation_number))


def publisher_of(described: Described) -> Object:
    """The organisation that holds most of the registers."""
    holders = [described.follow(one, "holder") for one in described.registers]
    return max((one for one in holders if one), key=lambda one: (sum(other is one for other in holders), text_of(one, "name")), default={})
