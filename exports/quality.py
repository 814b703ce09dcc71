"""The quality declaration of a delivery, as plain text under the headings of official statistics; it says nothing that the tables do not show."""

from __future__ import annotations

from collections.abc import Iterator

from common.translate import translate
from exports.delivery_input import DeliveryInput, SourceRegister
from metadata.model.register import Register
from metadata.model.table import Table

HEADINGS = ("relevance", "accuracy", "timeliness", "comparability", "accessibility")


def write_quality(delivery: DeliveryInput, language: str) -> bytes:
    """`metadata/quality.<language>.txt`."""
    parts = {
        "relevance": _relevance, "accuracy": _accuracy, "timeliness": _timeliness, "comparability": _comparability, "accessibility": _accessibility,
    }
    lines = [translate("exports.quality.title", language, title=delivery.title.of(language)), ""]
    for heading in HEADINGS:
        lines += [translate(f"exports.quality.{heading}", language), *(f"- {text}" for text in parts[heading](delivery, language)), ""]
    return "\n".join(lines).encode()


def _registers(delivery: DeliveryInput) -> list[Register]:
    return [one for one in delivery.described if isinstance(one, Register)]


def _relevance(delivery: DeliveryInput, language: str) -> Iterator[str]:
    for table in delivery.result.tables:
        yield f"{table.shell.title.of(language)}: {table.shell.population.of(language)}"
    for definition in delivery.definitions:
        yield f"{definition.title.of(language)}: {definition.text.of(language)}"


def _accuracy(delivery: DeliveryInput, language: str) -> Iterator[str]:
    """Sources of error that are known, and what disclosure control did; hidden cells are counted as the tables show them."""
    if delivery.result.is_synthetic:
        yield translate("exports.quality.synthetic", language)
    for register in _registers(delivery):
        if register.quality:
            yield f"{register.name.of(language)}: {register.quality.of(language)}"
    for table in delivery.result.tables:
        yield translate("exports.quality.hidden", language, table=table.shell.id, hidden=_hidden(table), cells=len(table.cells))
    for note in delivery.policy_notes:
        yield note.of(language)


def _hidden(table: Table) -> int:
    return sum(bool(cell.mark) for cell in table.cells)


def _timeliness(delivery: DeliveryInput, language: str) -> Iterator[str]:
    for source in delivery.sources:
        yield _days(source, language)
    yield translate("exports.quality.made", language, day=delivery.created.date().isoformat(), snapshot=delivery.result.snapshot)


def _days(source: SourceRegister, language: str) -> str:
    if source.data_to is None:
        return translate("exports.quality.days_unknown", language, name=source.name.of(language))
    first = source.data_from.isoformat() if source.data_from else "–"
    final = source.final_to.isoformat() if source.final_to else source.data_to.isoformat()
    return translate("exports.quality.days", language, name=source.name.of(language), first=first, last=source.data_to.isoformat(), final=final)


def _comparability(delivery: DeliveryInput, language: str) -> Iterator[str]:
    for note in delivery.quality_notes:
        about = f"{note.about.of(language)}: " if note.about else ""
        yield f"{about}{note.text.of(language)}"
    if not delivery.quality_notes:
        yield translate("exports.quality.no_notes", language)


def _accessibility(delivery: DeliveryInput, language: str) -> Iterator[str]:
    yield translate("exports.quality.forms", language)
    contact = f" ({delivery.publisher.contact})" if delivery.publisher.contact else ""
    yield translate("exports.quality.contact", language, publisher=f"{delivery.publisher.name.of(language)}{contact}")
