"""Answers the six verbs over the records of a repository: arguments in, one XML document out."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from exports.oai.arguments import SECOND, VERBS, check_arguments, read_range
from exports.oai.errors import ProtocolError
from exports.oai.formats import FORMATS, Format
from exports.oai.record import Record
from exports.oai.token import LIFETIME, Token, read_token, write_token
from exports.xml import Element, add, element, write_canonical

OAI = "http://www.openarchives.org/OAI/2.0/"
_XSI = "http://www.w3.org/2001/XMLSchema-instance"
_SCHEMA = f"{OAI} http://www.openarchives.org/OAI/2.0/OAI-PMH.xsd"
PAGE = 100
SET_NAMES = {"type": "Kind of object", "register": "Register", "lang": "Language of the description"}


@dataclass(frozen=True)
class Repository:
    """What is asked: every record by identifier, withdrawn ones among them; `address` is the public one, whatever a proxy calls us.

    `cursor` is the position of the change feed now. `stamps_at` gives datestamps as they were at an earlier position, by identifier: a list that is
    read in pages keeps the order it began with, so that a record that changes meanwhile is neither missed nor given twice.
    """

    name: str
    address: str
    admin_email: str
    secret: bytes
    cursor: int
    records: Mapping[str, Record]
    stamps_at: Callable[[int], Mapping[str, datetime]]
    page: int = PAGE


def answer(repository: Repository, pairs: Sequence[tuple[str, str]], now: datetime) -> bytes:
    """The whole answer in UTF-8; a condition of the protocol is an answer too. Datestamps are UTC seconds."""
    repeated: Mapping[str, str] = {}
    try:
        arguments = check_arguments(pairs)
        body = _e(arguments["verb"])
        _ANSWERS[arguments["verb"]](repository, arguments, now, body)
        repeated = arguments
    except ProtocolError as refusal:
        body = _e("error", refusal.sentence, code=refusal.code)
        if refusal.code not in ("badVerb", "badArgument"):
            repeated = dict(pairs)
    request = _e("request", repository.address, **dict(sorted(repeated.items())))
    root = element(f"{{{OAI}}}OAI-PMH", _e("responseDate", now.strftime(SECOND)), request, body, nsmap={None: OAI, "xsi": _XSI})
    root.set(f"{{{_XSI}}}schemaLocation", _SCHEMA)
    return write_canonical(root)


def _identify(repository: Repository, _arguments: Mapping[str, str], now: datetime, body: Element) -> None:
    earliest = min((record.changed_at for record in repository.records.values()), default=now)
    told = (
        ("repositoryName", repository.name), ("baseURL", repository.address), ("protocolVersion", "2.0"), ("adminEmail", repository.admin_email),
        ("earliestDatestamp", earliest.strftime(SECOND)), ("deletedRecord", "persistent"), ("granularity", "YYYY-MM-DDThh:mm:ssZ"),
    )
    for name, text in told:
        _add(body, name, text)


def _list_formats(repository: Repository, arguments: Mapping[str, str], _now: datetime, body: Element) -> None:
    if "identifier" in arguments:
        _find(repository, arguments["identifier"])
    for prefix, one in FORMATS.items():
        told = _add(body, "metadataFormat")
        for name, text in (("metadataPrefix", prefix), ("schema", one.schema), ("metadataNamespace", one.namespace)):
            _add(told, name, text)


def _list_sets(repository: Repository, arguments: Mapping[str, str], now: datetime, body: Element) -> None:
    if "resumptionToken" in arguments:
        read_token(arguments["resumptionToken"], repository.secret, "ListSets", now)
    specs = sorted({spec for record in repository.records.values() for spec in record.sets})
    if not specs:
        raise ProtocolError("noSetHierarchy", "There are no records yet, and so no sets.")
    for spec in specs:
        told = _add(body, "set")
        _add(told, "setSpec", spec)
        kind, _colon, value = spec.partition(":")
        _add(told, "setName", f"{SET_NAMES[kind]}: {value}")


def _get_record(repository: Repository, arguments: Mapping[str, str], _now: datetime, body: Element) -> None:
    record = _find(repository, arguments["identifier"])
    _write(body, record, _format(arguments["metadataPrefix"]))


def _list(repository: Repository, arguments: Mapping[str, str], now: datetime, body: Element, write: Callable[[Element, Record, Format], None]) -> None:
    token = _token(repository, arguments, now)
    form = _format(token.prefix)
    listed = _listed(repository, token)
    left = [place for place in listed if place > (token.after_stamp, token.after_id)]
    if not left:
        raise ProtocolError("noRecordsMatch", "No record fits these arguments.")
    for _stamp, identifier in left[: repository.page]:
        write(body, repository.records[identifier], form)
    if len(left) <= repository.page and not token.cursor:
        return
    attributes = {"completeListSize": str(len(listed)), "cursor": str(token.cursor)}
    following = ""
    if len(left) > repository.page:
        stamp, identifier = left[repository.page - 1]
        given = token.cursor + repository.page
        following = write_token(replace(token, after_stamp=stamp, after_id=identifier, cursor=given, issued=int(now.timestamp())), repository.secret)
        attributes["expirationDate"] = (now + LIFETIME).strftime(SECOND)
    _add(body, "resumptionToken", following).attrib.update(attributes)


def _token(repository: Repository, arguments: Mapping[str, str], now: datetime) -> Token:
    """The state of a list: as it was left, or at its beginning."""
    verb = arguments["verb"]
    if "resumptionToken" in arguments:
        return read_token(arguments["resumptionToken"], repository.secret, verb, now)
    first, last = read_range(arguments)
    ends = [moment.strftime(SECOND) if moment is not None else "" for moment in (first, last)]
    return Token(verb, arguments["metadataPrefix"], ends[0], ends[1], arguments.get("set", ""), "", "", 0, repository.cursor, int(now.timestamp()))


def _listed(repository: Repository, token: Token) -> list[tuple[str, str]]:
    """Datestamp and identifier of every record of a list, in its order, as the list began."""
    found = []
    for identifier, at in repository.stamps_at(token.snapshot).items():
        stamp = at.strftime(SECOND)
        within = (not token.first or stamp >= token.first) and (not token.last or stamp <= token.last)
        if within and (not token.in_set or _belongs(repository.records[identifier], token.in_set)):
            found.append((stamp, identifier))
    return sorted(found)


def _belongs(record: Record, spec: str) -> bool:
    """Whether the record is in a set or in one below it (`register` holds `register:lmed`)."""
    return any(one == spec or one.startswith(f"{spec}:") for one in record.sets)


def _find(repository: Repository, identifier: str) -> Record:
    found = repository.records.get(identifier)
    if found is None:
        raise ProtocolError("idDoesNotExist", "There is no such record here, and never was.")
    return found


def _format(prefix: str) -> Format:
    if prefix not in FORMATS:
        raise ProtocolError("cannotDisseminateFormat", f"The formats are {', '.join(FORMATS)}.")
    return FORMATS[prefix]


def _write(body: Element, record: Record, form: Format) -> None:
    told = _add(body, "record")
    _write_header(told, record, form)
    if record.portrait is not None:
        _add(told, "metadata").append(form.write(record.portrait))


def _write_header(body: Element, record: Record, _form: Format) -> None:
    header = _add(body, "header")
    if record.portrait is None:
        header.set("status", "deleted")
    _add(header, "identifier", record.identifier)
    _add(header, "datestamp", record.changed_at.strftime(SECOND))
    for spec in record.sets:
        _add(header, "setSpec", spec)


def _add(parent: Element, name: str, text: str | None = None) -> Element:
    made = _e(name, text)
    add(parent, made)
    return made


def _e(name: str, /, *parts: Element | str | None, **attributes: str | None) -> Element:
    return element(f"{{{OAI}}}{name}", *parts, nsmap={None: OAI}, **attributes)


_ANSWERS: Mapping[str, Callable[[Repository, Mapping[str, str], datetime, Element], None]] = {
    "Identify": _identify, "ListMetadataFormats": _list_formats, "ListSets": _list_sets, "GetRecord": _get_record,
    "ListIdentifiers": lambda repository, arguments, now, body: _list(repository, arguments, now, body, _write_header),
    "ListRecords": lambda repository, arguments, now, body: _list(repository, arguments, now, body, _write),
}
assert _ANSWERS.keys() == VERBS.keys()
