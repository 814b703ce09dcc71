"""The arguments of a request: which verb takes which, dates in either granularity, everything else refused."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, time

from exports.oai.errors import ProtocolError

VERBS: Mapping[str, tuple[frozenset[str], frozenset[str]]] = {
    "Identify": (frozenset(), frozenset()),
    "ListMetadataFormats": (frozenset(), frozenset({"identifier"})),
    "ListSets": (frozenset(), frozenset()),
    "GetRecord": (frozenset({"identifier", "metadataPrefix"}), frozenset()),
    "ListIdentifiers": (frozenset({"metadataPrefix"}), frozenset({"from", "until", "set"})),
    "ListRecords": (frozenset({"metadataPrefix"}), frozenset({"from", "until", "set"})),
}
"""Verb → arguments it needs and arguments it may have. `resumptionToken` stands alone, where a list can be long."""
RESUMED = frozenset({"ListIdentifiers", "ListRecords", "ListSets"})
_WORD = r"[A-Za-z0-9\-_.!~*'()]+"
_SHAPES = {"metadataPrefix": re.compile(_WORD), "set": re.compile(f"{_WORD}(:{_WORD})*")}
"""How the protocol's schema writes them; an answer that repeated anything else would not be valid."""
DAY, SECOND = "%Y-%m-%d", "%Y-%m-%dT%H:%M:%SZ"


def check_arguments(pairs: Sequence[tuple[str, str]]) -> dict[str, str]:
    """The arguments by name, the verb among them. Raises ProtocolError badVerb or badArgument."""
    counts = Counter(name for name, _value in pairs)
    arguments = dict(pairs)
    verb = arguments.get("verb", "")
    if counts["verb"] != 1 or verb not in VERBS:
        raise ProtocolError("badVerb", "Give exactly one verb: " + ", ".join(VERBS) + ".")
    repeated = [name for name, count in counts.items() if count > 1]
    if repeated:
        raise ProtocolError("badArgument", f"Repeated: {', '.join(repeated)}.")
    given = arguments.keys() - {"verb"}
    if "resumptionToken" in given and verb in RESUMED:
        if len(given) > 1:
            raise ProtocolError("badArgument", "resumptionToken is given alone.")
        return arguments
    needed, allowed = VERBS[verb]
    unknown, missing = sorted(given - needed - allowed), sorted(needed - given)
    if unknown or missing:
        said = [f"unknown: {', '.join(unknown)}"] * bool(unknown) + [f"missing: {', '.join(missing)}"] * bool(missing)
        raise ProtocolError("badArgument", f"Arguments of {verb}, {'; '.join(said)}.")
    unwritable = [name for name, shape in _SHAPES.items() if name in given and not shape.fullmatch(arguments[name])]
    if unwritable:
        raise ProtocolError("badArgument", f"Not as the protocol writes it: {', '.join(unwritable)}.")
    return arguments


def read_range(arguments: Mapping[str, str]) -> tuple[datetime | None, datetime | None]:
    """First and last moment of `from` and `until`, both ends included; a day means all of it. Raises ProtocolError badArgument."""
    first, last = arguments.get("from"), arguments.get("until")
    if first is not None and last is not None and len(first) != len(last):
        raise ProtocolError("badArgument", "from and until have the same granularity.")
    begin = _moment(first, time.min) if first is not None else None
    end = _moment(last, time(23, 59, 59)) if last is not None else None
    if begin is not None and end is not None and begin > end:
        raise ProtocolError("badArgument", "from is not later than until.")
    return begin, end


def _moment(text: str, at_day: time) -> datetime:
    for form in (DAY, SECOND):
        try:
            found = datetime.strptime(text, form).replace(tzinfo=UTC)
        except ValueError:
            continue
        if found.strftime(form).zfill(len(text)) == text:
            return datetime.combine(found.date(), at_day, UTC) if form == DAY else found
    raise ProtocolError("badArgument", "Dates are written YYYY-MM-DD or YYYY-MM-DDThh:mm:ssZ, in UTC.")
