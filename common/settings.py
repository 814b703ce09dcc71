"""The open zone's settings, read once from the environment and one file; the microdata folder is deliberately not among them."""

from __future__ import annotations

from pathlib import Path

from pydantic import Field, SecretStr
from pydantic_settings import BaseSettings, SettingsConfigDict


class Settings(BaseSettings):
    """Every setting of the open zone. Environment names are `REGISTERLOTS_` + the field in capitals."""

    model_config = SettingsConfigDict(env_prefix="REGISTERLOTS_", env_file="registerlots.env", extra="ignore", frozen=True)

    data: Path = Field(default=Path("data"), description="The one data folder: database, index, deliveries, secret.")
    database_url: str = Field(default="", description="SQLAlchemy address; empty means SQLite in the data folder.")
    base_url: str = Field(default="http://127.0.0.1:8000", description="Public base address; all links in exports are built from it.")
    admin_email: str = Field(default="", description="Whom a harvester's keeper writes to; postmaster at the public address where empty.")
    oai_page: int = Field(default=100, ge=1, description="Records of one page of an OAI-PMH list.")
    portals: Path = Field(default=Path("portals.yaml"), description="File that names the portals to push to.")
    portal_tokens: dict[str, SecretStr] = Field(default_factory=dict, description="Secret of each portal by its name, as JSON; kept in the environment, never in the file.")
    publisher: str = Field(default="", description="Name of the authority that delivers, as printed on deliveries.")
    publisher_contact: str = Field(default="", description="How to reach it: an e-mail address or a page.")
    organisation_number: str = Field(default="", description="Organisation number of the publisher (202100-0555); the register holder's own when empty.")
    metadata_licence: str = Field(
        default="http://creativecommons.org/publicdomain/zero/1.0/", description="Address of the licence under which descriptions may be used."
    )
    health_data_body: str = Field(default="", description="Name of the health data access body; empty while none is designated.")
    health_data_body_page: str = Field(default="", description="Contact page of that body; the product's own help pages when empty.")
    shapes: Path | None = Field(default=None, description="Folder of official SHACL shapes and XML schemas that descriptions are also judged by.")
    language: str = Field(default="sv", description="Language where no reader has chosen one.")
    content: Path = Field(
        default=Path(__file__).resolve().parent.parent / "metadata" / "content", description="Folder of the authored content."
    )
    demo: bool = Field(default=False, description="Show the demonstration accounts on the sign-in page.")
    session_hours: int = Field(default=8, description="Hours until a signed-in person must sign in again.")
    order_document_max_bytes: int = Field(default=2_000_000, description="Largest order document read, in bytes.")

    upload_max_bytes: int = Field(default=80_000_000, description="Largest file a keeper may send in, in bytes.")

    @property
    def database_address(self) -> str:
        """The address of the database: the one set, else SQLite beside everything else."""
        return self.database_url or f"sqlite:///{(self.data / 'registerlots.sqlite3').resolve()}"

    @property
    def index_folder(self) -> Path:
        """Where the search index lies."""
        return self.data / "index"

    @property
    def deliveries_folder(self) -> Path:
        """Where built delivery packages lie; released material only."""
        return self.data / "deliveries"
