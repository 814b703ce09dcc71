"""Concepts as pages show them: the same meaning in several registers seen as one subject."""

from __future__ import annotations

from dataclasses import dataclass

from catalog.lookup import Catalogue
from metadata.model.register import Register
from metadata.model.variable import Concept, InstanceVariable


@dataclass(frozen=True)
class Subject:
    """A concept and the registers that have it, each once."""

    concept: Concept
    registers: tuple[Register, ...]


@dataclass(frozen=True)
class ConceptPage:
    """A concept, the wider and narrower ones, and its variables with their register."""

    concept: Concept
    broader: tuple[Concept, ...]
    narrower: tuple[Concept, ...]
    variables: tuple[tuple[Register, InstanceVariable], ...]


def shared_concepts(known: Catalogue) -> list[Subject]:
    """Concepts that more than one register has, those of most registers first."""
    found = []
    for concept in known.of("concepts"):
        registers = dict.fromkeys(one.register_code for one in known.with_concept(concept.id))
        if len(registers) > 1:
            found.append(Subject(concept, tuple(known.get_register(one) for one in registers)))
    return sorted(found, key=lambda one: (-len(one.registers), one.concept.name.sv))


def concept_page(known: Catalogue, key: str) -> ConceptPage:
    """The page of a concept. Raises NotFound `catalogue.error.concept`."""
    found = known.get_concept(key)
    concepts = known.of("concepts")
    return ConceptPage(
        found, tuple(one for one in concepts if one.id in found.broader), tuple(one for one in concepts if found.id in one.broader),
        tuple((known.get_register(one.register_code), one) for one in known.with_concept(found.id)),
    )
