"""The sentences that several delivered files share: signs, sources, periods, the notice of made-up data."""

from __future__ import annotations

from datetime import date

from common.translate import translate
from exports.delivery_input import DeliveryInput, SourceRegister
from exports.numbers import NOT_APPLICABLE, figure_mark
from exports.table_view import PRELIMINARY
from metadata.model.table import MARK, Table


def hidden_sign(delivery: DeliveryInput, language: str) -> str:
    """What X means; never how many of them hide a small number and how many protect another (disclosure.md 10)."""
    return translate("exports.sign.hidden", language, smallest=delivery.hidden_from)


def all_signs(delivery: DeliveryInput, language: str) -> tuple[tuple[str, str], ...]:
    """Every sign of a delivery with its sentence, used or not."""
    return (
        (MARK, hidden_sign(delivery, language)),
        (PRELIMINARY, translate("exports.sign.preliminary", language)),
        (NOT_APPLICABLE, translate("exports.sign.not_applicable", language)),
        ("0", translate("exports.sign.zero", language)),
    )


def signs_of(table: Table, delivery: DeliveryInput, language: str) -> tuple[str, ...]:
    """The sentences of the signs that this table uses, then how its numbers were treated."""
    used = {figure_mark(cell, figure) or cell.status for cell in table.cells for figure in table.shell.figures}
    sentences = tuple(sentence for sign, sentence in all_signs(delivery, language) if sign in used)
    return sentences + tuple(note.of(language) for note in delivery.policy_notes)


def source_line(delivery: DeliveryInput, language: str) -> str:
    """Publisher and registers, and that the data are made up where they are."""
    names = ", ".join(source.name.of(language) for source in delivery.sources)
    line = f"{delivery.publisher.name.of(language)}: {names}" if names else delivery.publisher.name.of(language)
    return f"{line} ({translate('exports.synthetic_short', language)})" if delivery.result.is_synthetic else line


def print_day(day: date | None) -> str:
    """An ISO date, or a dash where there is none."""
    return day.isoformat() if day else "–"


def source_period(source: SourceRegister) -> str:
    """First and last day of a register in the snapshot."""
    return f"{print_day(source.data_from)} – {print_day(source.data_to)}"
