"""The resumption token: where a list goes on, signed, so that nothing is kept between requests and nothing can be made up."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import datetime, timedelta

from itsdangerous import BadSignature, URLSafeSerializer

from exports.oai.errors import ProtocolError

LIFETIME = timedelta(hours=24)
"""A harvest that pauses longer begins again."""
_SALT = "oai.resumption"


@dataclass(frozen=True)
class Token:
    """The list's arguments and the last record given. `cursor`: records before this page; `snapshot`: position of the change feed when the list began."""

    verb: str
    prefix: str
    first: str
    last: str
    in_set: str
    after_stamp: str
    after_id: str
    cursor: int
    snapshot: int
    issued: int


def write_token(token: Token, secret: bytes) -> str:
    """The token as text that can stand in an address."""
    return str(URLSafeSerializer(secret, salt=_SALT).dumps(asdict(token)))


def read_token(text: str, secret: bytes, verb: str, now: datetime) -> Token:
    """The token of a text. Raises ProtocolError badResumptionToken for one that is not ours, of another verb, or too old."""
    try:
        token = Token(**URLSafeSerializer(secret, salt=_SALT).loads(text))
    except (BadSignature, TypeError):
        raise ProtocolError("badResumptionToken", "The token was not given by this repository. Begin the list again.") from None
    if token.verb != verb or now - datetime.fromtimestamp(token.issued, now.tzinfo) > LIFETIME:
        raise ProtocolError("badResumptionToken", "The token belongs to another list or is older than 24 hours. Begin the list again.")
    return token
