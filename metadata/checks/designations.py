"""Words that people use: a code they lead to has the form of its system."""

from __future__ import annotations

from collections.abc import Iterator

from metadata.checks.problem import Problem
from metadata.codes import SHAPES
from metadata.model.content import Content


def check_designations(content: Content) -> Iterator[Problem]:
    """Problems `content.error.designation_system`, `content.error.designation_code`; whether a loaded list has the code is said by `doctor`."""
    for one in content.designations.values():
        shape = SHAPES.get(one.system)
        if shape is None:
            yield Problem("content.error.designation_system", "designations", one.id, "/system", {"word": one.word, "system": one.system})
            continue
        for at, code in enumerate(one.codes):
            if shape.stored(code) != code:
                yield Problem("content.error.designation_code", "designations", one.id, f"/codes/{at}", {"word": one.word, "code": code, "system": one.system})
