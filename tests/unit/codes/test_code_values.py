"""Shapes turn what is written into what is stored."""

from __future__ import annotations

import pytest

from common.errors import NotFound
from metadata.codes import SHAPES, get_shape, has_check_digit
from metadata.model.code_system import Code, CodeEdition


def test_a_system_is_found_in_any_case_and_an_unknown_one_is_said() -> None:
    assert get_shape("icd-10-se").system == "ICD-10-SE"
    with pytest.raises(NotFound, match="unknown_system"):
        get_shape("ICD-99")


@pytest.mark.parametrize("system", sorted(SHAPES))
def test_the_example_of_every_system_has_its_form(system: str) -> None:
    shape = SHAPES[system]
    stored = shape.stored(shape.example)
    assert stored is not None
    assert shape.show(stored) == shape.example


def test_a_changed_digit_breaks_the_check_digit() -> None:
    assert has_check_digit("68890003")
    assert not any(has_check_digit("6889000" + digit) for digit in "012456789")


EDITION = CodeEdition("ATC", "x", tuple(Code(code, code.lower()) for code in ("A", "A02", "A02B", "A02BC", "A02BC01", "B", "B01", "B01A")))


def test_masks_pick_prefixes_ranges_and_single_codes() -> None:
    assert EDITION.pick(EDITION.starting("A02B")) == ("A02B", "A02BC", "A02BC01")
    assert EDITION.pick(EDITION.between("A02", "B01")) == ("A02", "A02B", "A02BC", "A02BC01", "B01", "B01A")
    assert EDITION.pick(EDITION.equal("B")) == ("B",)
    assert EDITION.equal("C") == 0
    assert EDITION.ends_of(EDITION.starting("A02")) == ("A02", "A02BC01")


def test_a_parent_is_the_longest_listed_start() -> None:
    assert EDITION.parent_of("A02BC01") == "A02BC"
    assert EDITION.parent_of("A02X") == "A02"
    assert EDITION.parent_of("C01") is None
