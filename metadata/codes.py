"""The shapes of codes: from what people write to the stored form and back, and frozen code values that refuse nonsense."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from common.errors import NotFound

ICD10_FIFTH = "A-HJ-NP-TWX"
"""Letters met in the fifth position of ICD-10-SE (measured): never I, O, U, V, Y, Z."""


@dataclass(frozen=True)
class Shape:
    """The form of one system's codes. `pattern` fits what may be written, with its mark; `mark_at` is where the mark stands when shown.

    `zero_at`: positions (from 1, without mark) where the letter O can only be a zero. `padded_to`: lengths to which digits that lost their
    leading zero are padded. `matching` as in the code system.
    """

    system: str
    pattern: re.Pattern[str]
    example: str
    matching: str = "prefix"
    mark: str = ""
    mark_at: int = 0
    zero_at: frozenset[int] = frozenset()
    padded_to: tuple[int, ...] = ()

    def stored(self, text: str) -> str | None:
        """The stored form of a written code, None when the text does not have the form."""
        return text.replace(self.mark, "") if self.mark and self.pattern.fullmatch(text) else text if self.pattern.fullmatch(text) else None

    def fits(self, text: str) -> bool:
        """Whether a text has the form of the system."""
        return self.pattern.fullmatch(text) is not None

    def show(self, stored: str) -> str:
        """The stored code as people read it (`J450A` → `J45.0A`)."""
        return f"{stored[: self.mark_at]}{self.mark}{stored[self.mark_at :]}" if self.mark and len(stored) > self.mark_at else stored

    def read_zeros(self, text: str) -> str:
        """The text with the letter O read as zero in digit positions."""
        place, read = 0, []
        for character in text:
            place += character != self.mark
            read.append("0" if character == "O" and place in self.zero_at else character)
        return "".join(read)

    def pad(self, text: str) -> str | None:
        """Digits that are one or two short of a code's length, with the leading zeros a spreadsheet took; None when they are not."""
        if not (text.isascii() and text.isdigit()):
            return None
        length = next((length for length in self.padded_to if length > len(text)), None)
        return None if length is None or self.fits(text) else text.zfill(length)


def _shape(system: str, pattern: str, example: str, **rest: object) -> Shape:
    return Shape(system, re.compile(pattern), example, **rest)  # type: ignore[arg-type]


SHAPES: Mapping[str, Shape] = MappingProxyType(
    {
        shape.system: shape
        for shape in (
            _shape(
                "ICD-10-SE", rf"[A-Z][0-9]{{2}}\.?(?:[0-9](?:[0-9]|[{ICD10_FIFTH}])?)?", "J45.0A",
                mark=".", mark_at=3, zero_at=frozenset({2, 3, 4}),
            ),
            _shape("ICD-9-SE", "[0-9]{3}(?:[A-Z][0-9]?)?|[EV][0-9]{2}[0-9]?(?:[A-Z][0-9]?)?", "410A"),
            _shape("ICD-8", "[0-9]{3,5}", "41099"),
            _shape("ICD-7", "[0-9]{3,4}", "4201"),
            _shape("ATC", "[A-Z](?:[0-9]{2}(?:[A-Z](?:[A-Z](?:[0-9]{2})?)?)?)?", "N06AB04", zero_at=frozenset({2, 3, 6, 7})),
            _shape("KVA", "[A-Z]{1,2}|[A-Z]{2}[0-9]{1,3}|[A-Z]{3}[0-9]{0,2}", "NFB29", zero_at=frozenset({4, 5})),
            _shape("NKOO", "[0-9]{6,18}", "195658003", matching="exact"),
            _shape("ICD-O-3-T", r"C[0-9]{2}\.?[0-9]?", "C50.9", mark=".", mark_at=3),
            _shape("ICD-O-3-M", "[0-9]{4}/?[0-9]?", "8140/3", mark="/", mark_at=4),
            _shape("ICD-7-CAN", "[0-9]{3,5}", "1700"),
            _shape("ICD-9-CAN", "[0-9]{3,4}", "1749"),
            _shape("ICD-O-2-T", r"[A-Z][0-9]{2}\.?[0-9]?", "C50.9", mark=".", mark_at=3),
            _shape("SNOMED-CAN", "[0-9]{4,6}", "81403"),
            _shape("PAD", "[0-9]{3}(?:/[0-9])?", "096"),
            _shape("LKF", "[0-9]{2}|[0-9]{4}|[0-9]{6}", "0114", padded_to=(2, 4, 6)),
            _shape("MVO", "[0-9]{3}", "101", matching="flat", padded_to=(3,)),
            _shape("YRKE", "[0-9A-Z]{1,6}", "01", matching="exact"),
            _shape("SPKOD", "[0-9]{1,5}", "101", matching="exact"),
            _shape("VERKS", "[0-9A-Z]{1,8}", "1", matching="exact"),
            _shape("TLV-TILLSTAND", "[0-9]{3,4}", "3001", matching="exact"),
            _shape("TLV-ATGARD", "[0-9]{3,4}", "101", matching="exact"),
            _shape("ICD-6", "[0-9]{3,4}", "4200"),
            _shape("KOP", "[0-9]{3,4}", "4510"),
        )
    }
)
"""Every system the product knows by form, by id."""


def get_shape(system: str) -> Shape:
    """The shape of a system, its id in any case. Raises NotFound `codes.error.unknown_system`."""
    shape = SHAPES.get(system.strip().upper())
    if shape is None:
        raise NotFound("codes.error.unknown_system", system=system, known=", ".join(SHAPES))
    return shape


_VERHOEFF_PRODUCT = (
    "0123456789", "1234067895", "2340178956", "3401289567", "4012395678", "5987604321", "6598710432", "7659821043", "8765932104", "9876543210",
)
_VERHOEFF_TURN = ("0123456789", "1576283094", "5803796142", "8916043527", "9453126870", "4286573901", "2793806415", "7046913258")


def has_check_digit(digits: str) -> bool:
    """Whether the last digit is the Verhoeff check digit of the ones before it (Snomed CT identifiers)."""
    check = 0
    for place, digit in enumerate(reversed(digits)):
        check = int(_VERHOEFF_PRODUCT[check][int(_VERHOEFF_TURN[place % 8][int(digit)])])
    return check == 0
