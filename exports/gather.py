"""The words of a delivery, gathered from the catalogue: definitions, quality notes and registers of the tables that are delivered."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from catalog.lookup import Catalogue
from exports.delivery_input import Definition, QualityNote, SourceRegister
from exports.rut.describe import POPULATION, registers_of
from metadata.model.table import TableShell


@dataclass(frozen=True)
class SnapshotDates:
    """Of a register in a snapshot: first and last day with data, last final day."""

    data_from: date | None = None
    data_to: date | None = None
    final_to: date | None = None


def gather_definitions(catalogue: Catalogue, shells: Iterable[TableShell]) -> tuple[Definition, ...]:
    """The definition of every measure of the tables, each once, in the order of the tables. NotFound `catalogue.error.measure`."""
    measures = [catalogue.get_measure(key) for key in dict.fromkeys(shell.measure for shell in shells)]
    return tuple(Definition(one.id, one.title, one.definition, one.version, one.source.text) for one in measures)


def gather_notes(catalogue: Catalogue, shells: Sequence[TableShell], spec: Mapping[str, Any]) -> tuple[QualityNote, ...]:
    """Footnotes of the tables, then the breaks of the registers that the tables span, each once."""
    notes = {note.id: QualityNote(note.id, note.text) for shell in shells for note in shell.footnotes}
    registers = registers_of(spec)
    for shell in shells:
        for one in catalogue.breaks(registers, shell.period):
            about = next((catalogue.registers[key].name for key in one.registers if key in catalogue.registers), None)
            notes[one.id] = QualityNote(one.id, catalogue.note_text(one.id), about)
    return tuple(notes.values())


def gather_sources(
    catalogue: Catalogue, spec: Mapping[str, Any], dates: Mapping[str, SnapshotDates], base_url: str
) -> tuple[SourceRegister, ...]:
    """Every register that the run read, the population among them, with its lasting address and its days in the snapshot. NotFound `catalogue.error.register`."""
    found = []
    for key in dict.fromkeys((*registers_of(spec), POPULATION)):
        one, days = catalogue.get_register(key), dates.get(key, SnapshotDates())
        found.append(SourceRegister(key, one.name, one.version, f"{base_url.rstrip('/')}/{one.uri}", days.data_from, days.data_to, days.final_to))
    return tuple(found)
