"""Long texts of the content as blocks: headings, lists and paragraphs, with strong words marked; no text becomes HTML unescaped."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Line = tuple[str, ...]
"""Plain and strong parts in turn, the plain first."""


@dataclass(frozen=True)
class Block:
    """A heading or paragraph of one line, or a list of one line an item."""

    kind: Literal["heading", "list", "paragraph"]
    lines: tuple[Line, ...]


def blocks(text: str) -> list[Block]:
    """The blocks of a text; an empty line parts them, `## ` opens a heading, lines with `- ` are a list."""
    found: list[Block] = []
    for part in text.strip().split("\n\n"):
        lines = part.strip().split("\n")
        if lines[0].startswith("## "):
            found.append(Block("heading", (_line(lines.pop(0)[3:]),)))
        if lines:
            found.append(_block(lines))
    return found


def _block(lines: list[str]) -> Block:
    if all(line.startswith("- ") for line in lines):
        return Block("list", tuple(_line(line[2:]) for line in lines))
    return Block("paragraph", (_line(" ".join(lines)),))


def _line(text: str) -> Line:
    return tuple(text.split("**"))
