"""Which code system a variable is coded in, in which years and in which stored form (codes.md 3)."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from metadata.model.artefact import Certainty
from metadata.model.base import Model
from metadata.model.day import FirstDay, LastDay
from metadata.model.period import Period
from metadata.model.text import Text


class Binding(Model):
    """Variables of a register are coded in `system` from `first` to `last` (None: still).

    `variables`: column names or names of series (`DIA` = DIA1, DIA2 …). `regions`: county codes it is limited to; empty = the whole country.
    `recode_policy`: whether old rows keep the code as recorded or were recoded to a newer edition.
    """

    register_code: str = Field(alias="register")
    variables: tuple[str, ...] = Field(min_length=1)
    system: str
    edition: str | None = Field(default=None, description="Label of the edition where the binding is to one only (KSH97).")
    first: FirstDay = Field(alias="from")
    last: LastDay | None = Field(default=None, alias="to")
    regions: tuple[str, ...] = ()
    stored_form: Text
    max_length: int | None = Field(default=None, ge=1)
    multi_valued: bool = False
    separator: str | None = None
    recode_policy: Literal["as_recorded", "recoded_to_version", "unknown"] = "as_recorded"
    status: Literal["active", "planned"] = "active"
    certainty: Certainty
    source: str

    @property
    def id(self) -> str:
        """`register/variable/system/from`, with the regions where it is an exception."""
        region = f"/{'+'.join(self.regions)}" if self.regions else ""
        return f"{self.register_code}/{self.variables[0]}/{self.system}/{self.first.isoformat()}{region}"

    def applies_in(self, period: Period) -> bool:
        """Whether any day of the period is bound so."""
        return self.first <= period.last and (self.last is None or self.last >= period.first)
