"""What is wrong with delivered files: file, row and column of every problem, never the value that stands there."""

from __future__ import annotations

from array import array
from collections.abc import Iterator
from dataclasses import dataclass, field

from common.errors import Finding, Severity

SINGLE_ROWS = 5_000
"""Problems of one kind in one column of one file that are listed row by row; the rest are listed as row ranges in one finding."""


@dataclass
class Problems:
    """Problems by kind, file and column, with their row numbers (the header is row 1), and findings about whole files."""

    rows: dict[tuple[str, str, str], array[int]] = field(default_factory=dict)
    whole: list[Finding] = field(default_factory=list)

    def add_row(self, code: str, file: str, row: int, column: str = "") -> None:
        """Notes a problem of one row."""
        self.rows.setdefault((code, file, column), array("q")).append(row)

    def add(self, code: str, file: str = "", severity: Severity = Severity.error, **params: str | int) -> None:
        """Notes a problem of a whole file or of the delivery."""
        self.whole.append(Finding(code, severity, file, params))

    @property
    def row_count(self) -> int:
        """Problems of rows."""
        return sum(len(numbers) for numbers in self.rows.values())

    @property
    def blocks_always(self) -> bool:
        """Whether something stands in the way that leaving out wrong rows does not mend."""
        identities = any(code == IDENTITY_CODE for code, _, _ in self.rows)
        return identities or any(finding.severity is Severity.error and finding.code not in MENDABLE for finding in self.whole)

    @property
    def blocks(self) -> bool:
        """Whether a load that must be right in every row is refused."""
        return bool(self.rows) or any(finding.severity is Severity.error for finding in self.whole)

    def findings(self) -> Iterator[Finding]:
        """Everything found: whole files first, then rows by file and row."""
        yield from self.whole
        for (code, file, column), numbers in sorted(self.rows.items(), key=lambda item: (item[0][1], item[0][0], item[0][2])):
            ordered = sorted(numbers)
            for number in ordered[:SINGLE_ROWS]:
                yield Finding(code, Severity.error, f"{file}:{number}", {"column": column})
            if len(ordered) > SINGLE_ROWS:
                rest = ordered[SINGLE_ROWS:]
                yield Finding("snapshot.rows.more", Severity.error, file, {"column": column, "count": len(rest), "rows": _ranges(rest)}, source=code)


IDENTITY_CODE = "snapshot.row.identity"
MENDABLE = frozenset({"snapshot.month.missing"})
"""Errors of whole files that the keeper may accept together with leaving out wrong rows."""


def _ranges(numbers: list[int]) -> str:
    """`5-9, 12`: the numbers as ranges."""
    found: list[tuple[int, int]] = []
    for number in numbers:
        if found and number == found[-1][1] + 1:
            found[-1] = (found[-1][0], number)
        else:
            found.append((number, number))
    return ", ".join(str(first) if first == last else f"{first}-{last}" for first, last in found)
