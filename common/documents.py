"""YAML and JSON text to plain values and back: every scalar stays text, duplicate keys and bombs are refused, places are kept.

The plain YAML loader ruins codes (`NO` becomes False, `0123` becomes 83), so only this module reads YAML.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import yaml

from common.errors import Finding, InputRefused, Severity

MAX_DEPTH = 40
MAX_NODES = 200_000
_NUMBERLIKE = re.compile(r"[-+]?[0-9][0-9_.eE+-]*")
"""What some reader of YAML takes for a number: `0180` is text to one version of the language and 180 to the next."""


@dataclass(frozen=True)
class Document:
    """Plain values (dict, list, str, None; JSON keeps numbers and booleans) and the line of every JSON pointer."""

    value: Any
    lines: dict[str, int]
    name: str = ""

    def place(self, pointer: str) -> str:
        """`name:line` of a JSON pointer, or of its nearest parent that was written."""
        while pointer not in self.lines and pointer:
            pointer = pointer.rpartition("/")[0]
        return f"{self.name}:{self.lines.get(pointer, 1)}"


def read_document(text: str | bytes, name: str = "", max_bytes: int = 2_000_000) -> Document:
    """Reads YAML or JSON (a JSON text is one whose first character is `{` or `[`).

    Raises InputRefused with every problem found: `document.error.too_large`, `.not_utf8`, `.syntax`, `.duplicate_key`, `.alias`, `.too_deep`.
    """
    raw = text.encode() if isinstance(text, str) else text
    if len(raw) > max_bytes:
        raise _refused("document.error.too_large", name, 1, size=len(raw), max=max_bytes)
    try:
        decoded = raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise _refused("document.error.not_utf8", name, raw[: error.start].count(b"\n") + 1) from None
    if decoded.lstrip()[:1] in ("{", "["):
        return _read_json(decoded, name)
    return _read_yaml(decoded, name)


def write_yaml(value: Any) -> str:
    """Plain values as YAML: keys in the order given, unicode kept, every string that could be mistaken quoted."""
    return yaml.dump(value, Dumper=_Dumper, allow_unicode=True, sort_keys=False, width=110)


def canonical_json(value: Any) -> str:
    """The one text of a value for hashing: sorted keys, no blanks, unicode kept."""
    return json.dumps(value, sort_keys=True, ensure_ascii=False, separators=(",", ":"))


def _refused(code: str, name: str, line: int, **params: Any) -> InputRefused:
    return InputRefused([Finding(code, Severity.error, f"{name}:{line}", params)])


def _read_json(text: str, name: str) -> Document:
    findings: list[Finding] = []

    def pairs(items: list[tuple[str, Any]]) -> dict[str, Any]:
        found: dict[str, Any] = {}
        for key, value in items:
            if key in found:
                findings.append(Finding("document.error.duplicate_key", Severity.error, name, {"key": key}))
            found[key] = value
        return found

    try:
        value = json.loads(text, object_pairs_hook=pairs)
    except json.JSONDecodeError as error:
        if '"' not in text:  # a YAML flow mapping also opens with a brace
            return _read_yaml(text, name)
        raise _refused("document.error.syntax", name, error.lineno, column=error.colno) from None
    except RecursionError:
        raise _refused("document.error.too_deep", name, 1, max=MAX_DEPTH) from None
    if findings:
        raise InputRefused(findings)
    if _depth_exceeds(value, MAX_DEPTH):
        raise _refused("document.error.too_deep", name, 1, max=MAX_DEPTH)
    return Document(value, {"": 1}, name)


def _depth_exceeds(value: Any, left: int) -> bool:
    if left < 0:
        return True
    children = value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()
    return any(_depth_exceeds(child, left - 1) for child in children)


def _read_yaml(text: str, name: str) -> Document:
    try:
        _check_events(text, name)
        node = yaml.compose(text, Loader=yaml.CSafeLoader if hasattr(yaml, "CSafeLoader") else yaml.SafeLoader)
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        raise _refused("document.error.syntax", name, mark.line + 1 if mark else 1, column=mark.column + 1 if mark else 1) from None
    except yaml.YAMLError:
        raise _refused("document.error.syntax", name, 1, column=1) from None
    lines: dict[str, int] = {"": 1}
    findings: list[Finding] = []
    value = _plain(node, "", lines, findings, name) if node is not None else None
    if findings:
        raise InputRefused(findings)
    return Document(value, lines, name)


def _check_events(text: str, name: str) -> None:
    """Refuses aliases (the stuff of YAML bombs), explicit tags and abysses before anything is built."""
    depth = 0
    loader = yaml.CSafeLoader if hasattr(yaml, "CSafeLoader") else yaml.SafeLoader
    for count, event in enumerate(yaml.parse(text, Loader=loader)):
        line = event.start_mark.line + 1 if event.start_mark else 1
        if isinstance(event, yaml.AliasEvent) or getattr(event, "anchor", None):
            raise _refused("document.error.alias", name, line)
        if isinstance(event, yaml.CollectionStartEvent):
            depth += 1
        elif isinstance(event, yaml.CollectionEndEvent):
            depth -= 1
        if depth > MAX_DEPTH or count > MAX_NODES:
            raise _refused("document.error.too_deep", name, line, max=MAX_DEPTH)


def escape_pointer(key: str) -> str:
    """A key as one step of a JSON pointer (RFC 6901)."""
    return key.replace("~", "~0").replace("/", "~1")


def _plain(node: yaml.Node, pointer: str, lines: dict[str, int], findings: list[Finding], name: str) -> Any:
    lines[pointer] = node.start_mark.line + 1
    if isinstance(node, yaml.MappingNode):
        return dict(_pairs(node, pointer, lines, findings, name))
    if isinstance(node, yaml.SequenceNode):
        return [_plain(child, f"{pointer}/{at}", lines, findings, name) for at, child in enumerate(node.value)]
    if node.value in ("", "null", "~") and not getattr(node, "style", None):  # a quoted text stays a text
        return None
    return node.value


def _pairs(
    node: yaml.MappingNode, pointer: str, lines: dict[str, int], findings: list[Finding], name: str
) -> Iterator[tuple[str, Any]]:
    seen: set[str] = set()
    for key_node, child in node.value:
        key = str(key_node.value)
        if key in seen:
            findings.append(Finding("document.error.duplicate_key", Severity.error, f"{name}:{key_node.start_mark.line + 1}", {"key": key}))
        seen.add(key)
        step = f"{pointer}/{escape_pointer(key)}"
        yield key, _plain(child, step, lines, findings, name)
        lines[step] = key_node.start_mark.line + 1


class _Dumper(yaml.SafeDumper):
    """Quotes every text that another reader could take for something else."""


def _text(dumper: yaml.SafeDumper, value: str) -> yaml.Node:
    if "\n" in value:
        return dumper.represent_scalar("tag:yaml.org,2002:str", value, style="|")
    plain = yaml.SafeLoader.yaml_implicit_resolvers
    risky = _NUMBERLIKE.fullmatch(value) or any(pattern.match(value) for _tag, pattern in plain.get(value[:1], []) + plain.get(None, []))
    return dumper.represent_scalar("tag:yaml.org,2002:str", value, style='"' if risky or value == "" else None)


_Dumper.add_representer(str, _text)
