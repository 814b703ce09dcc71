"""Deliberate errors and findings: a stable code, named parameters, a place and a way forward; the sentences live in the translations."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any


class Severity(StrEnum):
    """How much a finding matters: an error blocks, a warning wants an answer, info helps."""

    error = "error"
    warning = "warning"
    info = "info"


@dataclass(frozen=True)
class Fix:
    """A named operation that would make its finding silent, with its arguments as plain values."""

    operation: str
    arguments: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Finding:
    """One thing said about a document, a file or a row.

    `code` is a rule id (`TIME-01`), a message id of the code expressions (`E_SHAPE`) or a dotted error code
    (`content.error.unknown_key`). `path` is a JSON pointer into the document, or `file:line` for files, or empty.
    `key` is the translation key of the sentence; parameters never hold microdata or identity numbers.
    """

    code: str
    severity: Severity
    path: str = ""
    params: Mapping[str, Any] = field(default_factory=dict)
    fix: Fix | None = None
    source: str | None = None
    translation: str | None = None

    @property
    def key(self) -> str:
        """The translation key: the code itself unless the finding names another."""
        return self.translation or self.code


class RegisterlotsError(Exception):
    """A deliberate error: `code` is stable and is also the translation key of its sentence."""

    exit_code = 1
    status = 400

    def __init__(self, code: str, /, **params: Any) -> None:
        self.code = code
        self.params = params
        super().__init__(f"{code} {params}" if params else code)


class InputRefused(RegisterlotsError):
    """Input with errors; `findings` holds all of them, not only the first."""

    status = 422

    def __init__(self, findings: Iterable[Finding], code: str = "common.error.input_refused") -> None:
        self.findings = tuple(findings)
        super().__init__(code, count=len(self.findings))


class NotFound(RegisterlotsError):
    """What was asked for does not exist, or is not the asker's to see."""

    status = 404


class Gone(RegisterlotsError):
    """What was asked for existed or could have, and will not be given again; the sentence says where to begin anew."""

    status = 410


class ActionDenied(RegisterlotsError):
    """A state rule or a permission says no; the sentence is what the reader sees under the greyed button."""

    status = 403


class Conflict(RegisterlotsError):
    """Someone else changed the thing first, or the same thing was sent twice."""

    status = 409


class SystemFailed(RegisterlotsError):
    """The surroundings failed: disk full, database locked, file unreadable. Nothing was lost; try again or mend."""

    exit_code = 3
    status = 503


def allowed(check: Callable[..., None], *arguments: Any, **keywords: Any) -> bool:
    """True when a `check_…` function does not raise ActionDenied; for showing or greying a button."""
    try:
        check(*arguments, **keywords)
    except ActionDenied:
        return False
    return True
