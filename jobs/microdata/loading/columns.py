"""The columns of each delivery by name and kind, and the rules a row must keep."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from jobs.microdata.layout import CAUSES, DEATH_CAUSES, DIAGNOSES, PROCEDURES

KEY_NAMES = ("person", "lopnr", "lpnr", "lopnr_person", "personlopnr", "p_lopnr")
"""Names under which deliveries carry the person key (there is no fixed one)."""


@dataclass(frozen=True)
class Column:
    """One column of a delivery: `kind` of `kinds.KINDS`; `required` in every file of the register."""

    name: str
    kind: str
    required: bool = False


@dataclass(frozen=True)
class Rule:
    """A condition over the read values that makes a row wrong, the problem's code, and the column it is said of."""

    code: str
    column: str
    wrong: str


@dataclass(frozen=True)
class Delivery:
    """The shape of the files of one part of a register: `date` is the SQL of the day that decides the month of a row."""

    name: str
    register_code: str
    columns: tuple[Column, ...]
    date: str
    rules: tuple[Rule, ...] = ()
    keyed: bool = True

    def known(self) -> dict[str, str]:
        """Upper-case names in files → our names."""
        found = {column.name.upper(): column.name for column in self.columns}
        if self.keyed:
            found |= {name.upper(): "person" for name in KEY_NAMES}
        return found


IDENTITY = (
    "regexp_full_match(person, '(19|20)?[0-9]{2}(0[1-9]|1[0-2])([0-2][0-9]|3[01]|[6-8][0-9]|9[01])[-+]?[0-9]{4}') "
    "AND (length(person) >= 12 OR regexp_matches(person, '[-+]'))"
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
            keyed=False,
        ),
    )
}
"""The parts of the registers as they are delivered; the population comes in three."""


def deliveries_of(register_code: str) -> tuple[Delivery, ...]:
    """The parts of a register."""
    return tuple(delivery for delivery in DELIVERIES.values() if delivery.register_code == register_code)
