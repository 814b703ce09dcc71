"""Judgement by the official SHACL shapes, in words: an extra (`shacl`), run where a folder of shapes is configured.

Known faults of the shapes stand in `dcat/allowed.yaml`, each with its reason; a violation that is not there is an error, one that is there is told.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from rdflib import Graph, URIRef
from rdflib.namespace import RDF, SH

from common.documents import read_document
from common.errors import Finding, RegisterlotsError, Severity
from exports.dcat.profiles import Profile
from exports.rdf import PREFIXES

_ALLOWED = Path(__file__).with_name("dcat") / "allowed.yaml"
_LISTS = "healthdcat-ap-r8/codelists.ttl"
_SEVERITY = {SH.Violation: Severity.error, SH.Warning: Severity.warning}


@dataclass(frozen=True)
class Judgement:
    """What the shapes say: findings, how many were let through with a reason, and how many references to undefined shapes were left out."""

    findings: tuple[Finding, ...]
    allowed: int
    dropped: int


def judge(graph: Graph, profile: Profile, folder: Path) -> Judgement:
    """The profile's shapes over a document and the lists it cites.

    Raises RegisterlotsError `exports.error.no_shacl` where the extra is not installed, `.no_shapes` where the folder lacks a file.
    """
    lists = folder / _LISTS
    data = graph + Graph().parse(lists) if lists.is_file() else graph
    found, dropped = judge_by(data, [folder / name for name in profile.shapes])
    kept = [one for one in found if not is_allowed(profile.name, one)]
    return Judgement(tuple(_distinct(kept)), len(found) - len(kept), dropped)


def judge_by(data: Graph, files: Iterable[Path]) -> tuple[list[Finding], int]:
    """What these files of shapes say of a graph, and how many references to undefined shapes were left out. Raises as `judge`."""
    try:
        from pyshacl import validate  # noqa: PLC0415 - an extra that need not be installed
    except ImportError:
        raise RegisterlotsError("exports.error.no_shacl") from None
    findings: list[Finding] = []
    dropped = 0
    for path in files:
        shapes, left_out = load_shapes(path)
        dropped += left_out
        _conforms, report, _text = validate(data, shacl_graph=shapes, advanced=True, meta_shacl=False)
        findings += _results(report)
    return findings, dropped


def _distinct(findings: Iterable[Finding]) -> list[Finding]:
    return list({(one.code, one.path, tuple(sorted(one.params.items()))): one for one in findings}.values())


@lru_cache(maxsize=16)
def load_shapes(path: Path) -> tuple[Graph, int]:
    """A file of shapes without its references to shapes that it does not define, and how many those were."""
    if not path.is_file():
        raise RegisterlotsError("exports.error.no_shapes", file=path.name)
    shapes = Graph().parse(path)
    undefined = [
        (subject, predicate, target) for predicate in (SH.property, SH.node) for subject, target in shapes.subject_objects(predicate)
        if isinstance(target, URIRef) and not any(shapes.predicate_objects(target))
    ]
    for triple in undefined:
        shapes.remove(triple)
    return shapes, len(undefined)


def _results(report: Graph) -> Iterable[Finding]:
    """Top-level results; details inside them would count one fault twice."""
    for root in report.subjects(RDF.type, SH.ValidationReport):
        for result in report.objects(root, SH.result):
            severity = _SEVERITY.get(report.value(result, SH.resultSeverity), Severity.info)
            params = {
                "property": short(str(report.value(result, SH.resultPath) or "")), "says": str(report.value(result, SH.resultMessage) or "")[:300],
                "component": str(report.value(result, SH.sourceConstraintComponent) or "").rpartition("#")[2].removesuffix("ConstraintComponent"),
            }
            yield Finding("exports.dcat.shape", severity, str(report.value(result, SH.focusNode)), params)


@lru_cache(maxsize=1)
def allow_list() -> tuple[dict[str, str], ...]:
    """Known faults of official shapes: profile, property, component, reason."""
    return tuple(read_document(_ALLOWED.read_bytes(), _ALLOWED.name).value or ())


def is_allowed(profile: str, finding: Finding) -> bool:
    """Whether a finding is a known fault of the shapes themselves."""
    return any(
        one["profile"] == profile and one["property"] == finding.params["property"] and one["component"] == finding.params["component"] for one in allow_list()
    )


def short(address: str) -> str:
    """An address with its prefix where one is known."""
    return next((f"{prefix}:{address[len(namespace):]}" for prefix, namespace in PREFIXES.items() if address.startswith(namespace)), address)
