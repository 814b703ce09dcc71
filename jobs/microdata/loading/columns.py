"""The columns of each delivery by name and kind, and the rules a row must keep."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cached_property

from jobs.microdata.layout import CAUSES, DEATH_CAUSES, DIAGNOSES, PROCEDURES

KEY_NAMES = ("person", "personlopnr", "p_lopnr")
KEY_SHAPE = re.compile(r"(P\d+_)?(LOPNR|LPNR|LÖPNR)(_PERSON|_PERSONNR)?")
"""Names under which deliveries carry the person key: there is no fixed one, `lopnr` and `p444_lopnr_personnr` have been seen (domain.md 8)."""


@dataclass(frozen=True)
class Column:
    """One column of a delivery: `kind` of `kinds.KINDS`; `required` in every file of the register; `values`: the only ones allowed, none = any of the kind."""

    name: str
    kind: str
    required: bool = False
    values: tuple[str, ...] = ()


@dataclass(frozen=True)
class Rule:
    """A condition over the read values that makes a row wrong, the problem's code, and the column it is said of."""

    code: str
    column: str
    wrong: str


@dataclass(frozen=True)
class Key:
    """A person whom a row is about: the name of the column in a snapshot and the names under which the key is delivered; `is_usual`: any of that shape."""

    name: str = "person"
    delivered: tuple[str, ...] = KEY_NAMES
    is_usual: bool = True


@dataclass(frozen=True)
class Delivery:
    """The shape of the files of one part of a register: `date` is the SQL of the day that decides the month of a row. The first of `keys` must be there."""

    name: str
    register_code: str
    columns: tuple[Column, ...]
    date: str
    rules: tuple[Rule, ...] = ()
    keys: tuple[Key, ...] = (Key(),)

    @property
    def every_column(self) -> tuple[Column, ...]:
        """The keys as columns of their own kind, then the others."""
        return (*(Column(key.name, "key") for key in self.keys), *self.columns)

    def name_of(self, delivered: str) -> str | None:
        """Our name of a delivered column, in any case of letters; None for one that is not used."""
        if delivered.upper() in self._known:
            return self._known[delivered.upper()]
        return self.keys[0].name if self.keys and self.keys[0].is_usual and KEY_SHAPE.fullmatch(delivered.upper()) else None

    @cached_property
    def _known(self) -> dict[str, str]:
        found = {name.upper(): key.name for key in self.keys for name in key.delivered}
        return found | {column.name.upper(): column.name for column in self.columns}

    def keyed_by(self, name: str) -> Delivery:
        """The same delivery with the key of its person in the column of this name."""
        return replace(self, keys=(Key(self.keys[0].name, (name,), is_usual=False), *self.keys[1:])) if self.keys else self


IDENTITY = (
    "length($KEY) >= 10 AND regexp_full_match($KEY, '(19|20)?[0-9]{2}(0[1-9]|1[0-2])([0-2][0-9]|3[01]|[6-8][0-9]|9[01])[-+]?[0-9]{4}') "
    "AND (length($KEY) >= 12 OR regexp_matches($KEY, '[-+]'))"
)
"""A key that looks like a personal identity number: with a sign, or twelve digits. Such a delivery is refused whole."""


def _numbered(prefix: str, count: int, kind: str) -> Iterator[Column]:
    return (Column(f"{prefix}{number}", kind) for number in range(1, count + 1))


_CONTACT = (
    Column("SJUKHUS", "text"), Column("MVO", "text"), Column("ALDER", "whole"), Column("KON", "sex"), Column("LK", "municipality"), Column("AR", "whole"),
    Column("slutrapporterad", "text"), Column("HDIA", "code", required=True), *_numbered("DIA", DIAGNOSES, "code"), *_numbered("EKOD", CAUSES, "code"),
    Column("OP", "codes"), *_numbered("OPD", PROCEDURES, "day"),
)

DELIVERIES: dict[str, Delivery] = {
    delivery.name: delivery
    for delivery in (
        Delivery(
            "lmed", "lmed",
            (
                Column("ATC", "atc", required=True), Column("EDATUM", "day", required=True), Column("ANTAL", "thousandths", required=True),
                Column("FDATUM", "day"), *(Column(name, "thousandths") for name in ("ddd", "forpddd", "fddd", "antnum", "styrknum")),
                *(Column(name, "money") for name in ("TKOST", "LKOST", "PKOST")),
                *(Column(name, "whole") for name in ("VARUNR", "SPKOD1", "SPKOD2", "SPKOD3", "ALDER", "AR")), Column("LK", "municipality"),
                *(
                    Column(name, "text")
                    for name in (
                        "dddenhet", "NPLPACKID", "produkt", "lnmn", "subnamn", "lform", "forps", "styrkalf", "styrkaenhet", "OTYP", "YRKE", "VERKS",
                        "arbetspl_lopnr",
                    )
                ),
            ),
            "EDATUM",
            (
                Rule("snapshot.row.empty", "EDATUM", "EDATUM IS NULL"), Rule("snapshot.row.empty", "ANTAL", "ANTAL IS NULL"),
                Rule("snapshot.row.before_register", "EDATUM", "EDATUM < DATE '2005-07-01'"),
                Rule("snapshot.row.zero_quantity", "ANTAL", "ANTAL = 0"), Rule("snapshot.row.sign", "TKOST", "(ANTAL < 0 AND TKOST > 0) OR (ANTAL > 0 AND TKOST < 0)"),
                Rule("snapshot.row.order", "FDATUM", "FDATUM > EDATUM"), Rule("snapshot.row.year", "AR", "AR <> year(EDATUM)"),
            ),
        ),
        Delivery(
            "lmed_products", "lmed",
            (
                Column("ATC", "atc", required=True), Column("company", "text", required=True), Column("NPLPACKID", "text"), Column("VARUNR", "whole"),
                Column("from", "day"), Column("to", "day"),
            ),
            "\"from\"",
            (
                Rule("snapshot.row.empty", "ATC", "ATC IS NULL"), Rule("snapshot.row.empty", "company", "company IS NULL"),
                Rule("snapshot.row.order", "to", "\"to\" < \"from\""),
            ),
            keys=(),
        ),
        Delivery(
            "par_in", "par_in",
            (
                Column("INDATUM", "day", required=True), Column("UTDATUM", "day", required=True), *_CONTACT,
                *(Column(name, "text") for name in ("INSATT", "UTSATT", "PVARD")),
            ),
            "UTDATUM",
            (
                Rule("snapshot.row.empty", "UTDATUM", "UTDATUM IS NULL"), Rule("snapshot.row.empty", "INDATUM", "INDATUM IS NULL"),
                Rule("snapshot.row.order", "UTDATUM", "UTDATUM < INDATUM"), Rule("snapshot.row.year", "AR", "AR <> year(UTDATUM)"),
            ),
        ),
        Delivery(
            "par_out", "par_out",
            (Column("INDATUM", "day", required=True), *_CONTACT, *(Column(name, "moment") for name in ("ed_arrival", "ed_doctor", "ed_leave"))),
            "INDATUM", (Rule("snapshot.row.empty", "INDATUM", "INDATUM IS NULL"), Rule("snapshot.row.year", "AR", "AR <> year(INDATUM)")),
        ),
        Delivery(
            "dors", "dors",
            (
                Column("DODSDAT", "death", required=True), Column("ULORSAK", "cause", required=True), Column("AR", "whole"), Column("ICD", "text"),
                Column("KON", "sex"), Column("ALDER", "whole"), Column("LK", "municipality"), *_numbered("MORSAK", DEATH_CAUSES, "cause"),
                *_numbered("RO", DEATH_CAUSES, "text"),
            ),
            "make_date(substr(DODSDAT, 1, 4)::INT, greatest(substr(DODSDAT, 5, 2)::INT, 1), 1)",
            (Rule("snapshot.row.empty", "DODSDAT", "DODSDAT IS NULL"), Rule("snapshot.row.year", "AR", "AR::VARCHAR <> substr(DODSDAT, 1, 4)")),
        ),
        Delivery(
            "person_years", "population",
            (
                Column("year", "whole", required=True), Column("KON", "sex", required=True), Column("FODDAT", "day", required=True),
                Column("LK", "municipality", required=True),
            ),
            "make_date(\"year\", 12, 31)",
            (
                Rule("snapshot.row.empty", "year", "\"year\" IS NULL"), Rule("snapshot.row.empty", "person", "person IS NULL"),
                Rule("snapshot.row.order", "FODDAT", "year(FODDAT) > \"year\""), Rule("snapshot.row.empty", "FODDAT", "FODDAT IS NULL"),
            ),
        ),
        Delivery(
            "spells", "population",
            (Column("from", "day", required=True), Column("to", "day", required=True), Column("start_reason", "text"), Column("end_reason", "text")),
            "\"from\"",
            (
                Rule("snapshot.row.empty", "from", "\"from\" IS NULL"), Rule("snapshot.row.empty", "person", "person IS NULL"),
                Rule("snapshot.row.order", "to", "\"to\" < \"from\""),
            ),
        ),
        Delivery(
            "counts", "population",
            (
                Column("year", "whole", required=True), Column("LK", "municipality", required=True), Column("KON", "sex", required=True),
                Column("ALDER", "whole", required=True), Column("n", "whole", required=True),
            ),
            "make_date(\"year\", 12, 31)",
            tuple(Rule("snapshot.row.empty", name, f"\"{name}\" IS NULL") for name in ("year", "LK", "KON", "ALDER", "n"))
            + (Rule("snapshot.row.negative", "n", "n < 0"), Rule("snapshot.row.negative", "ALDER", "ALDER < 0")),
            keys=(),
        ),
    )
}
"""The parts of the registers as they are delivered; the population comes in three, the drug register with its table of products and companies."""


def deliveries_of(register_code: str) -> tuple[Delivery, ...]:
    """The parts of a register."""
    return tuple(delivery for delivery in DELIVERIES.values() if delivery.register_code == register_code)
