"""Where the snapshots lie: read by the worker and the snapshot commands, deliberately unknown to the web process."""

from __future__ import annotations

from pathlib import Path

from pydantic import Field
from pydantic_settings import BaseSettings, SettingsConfigDict


class MicrodataSettings(BaseSettings):
    """Settings of the protected zone. `snapshots` empty means the folder `snapshots` in the data folder."""

    model_config = SettingsConfigDict(env_prefix="REGISTERLOTS_", env_file="registerlots.env", extra="ignore", frozen=True)

    data: Path = Field(default=Path("data"), description="The one data folder.")
    snapshots: Path | None = Field(default=None, description="Folder of the snapshots; only the worker and the snapshot commands need to read it.")

    @property
    def snapshots_folder(self) -> Path:
        """The folder that holds one folder per snapshot."""
        return self.snapshots or self.data / "snapshots"
