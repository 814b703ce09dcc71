"""The profiles by name and version; a new release stands here beside the old one."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from catalog.exchange.objects import Object
from common.errors import RegisterlotsError
from exports.dcat import dcat_ap, dcat_ap_se, healthdcat_ap_r8
from exports.dcat.page import Page
from exports.dcat.portal import Portal
from exports.described import Described
from exports.rdf import Triples

BuildDataset = Callable[[Described, Object, Portal], Triples]
BuildCatalogue = Callable[[Described, Sequence[Object], Portal, Page], Triples]


@dataclass(frozen=True)
class Profile:
    """A profile: how it writes a data set and a catalogue, and whether a catalogue of it is paged. `shapes`: folders and files of official shapes.

    `rights`: access rights of the registers that it is for; every one when empty.
    """

    name: str
    build_dataset: BuildDataset
    build_catalogue: BuildCatalogue
    is_paged: bool
    shapes: tuple[str, ...] = ()
    rights: frozenset[str] = frozenset()

    def chosen(self, registers: Iterable[Object]) -> list[Object]:
        """The registers that the profile is for."""
        return [one for one in registers if not self.rights or one["accessRights"] in self.rights]


def _side_by_side(described: Described, registers: Sequence[Object], portal: Portal, page: Page) -> Triples:
    """Data sets without a catalogue around them, which the health profile would take for another data set."""
    triples = Triples()
    for register in registers:
        triples.graph += healthdcat_ap_r8.build_dataset(described, register, portal).graph
    page.write(triples)
    return triples


PROFILES = {
    one.name: one
    for one in (
        Profile("dcat-ap-3.0.1", dcat_ap.build_dataset, dcat_ap.build_catalogue, is_paged=True, shapes=(
            "dcat-ap-3.0.1/classic-shapes.ttl", "dcat-ap-3.0.1/classic-range.ttl", "dcat-ap-3.0.1/classic-mdr-vocabularies.shape.ttl",
            "dcat-ap-3.0.1/strict-dcat-ap-SHACL.ttl",
        )),
        Profile("dcat-ap-se-3.0.1", dcat_ap_se.build_dataset, dcat_ap_se.build_catalogue, is_paged=False, shapes=("dcat-ap-se-3.0.1/own-shapes.ttl",)),
        Profile("healthdcat-ap-r8", healthdcat_ap_r8.build_dataset, _side_by_side, is_paged=True, shapes=(
            "healthdcat-ap-r8/non-public-shapes.wellformed.ttl", "healthdcat-ap-r8/range.ttl", "dcat-ap-3.0.1/classic-shapes.ttl",
        ), rights=frozenset({"NON_PUBLIC"})),
    )
}


def get_profile(name: str) -> Profile:
    """A profile by name. RegisterlotsError `exports.error.profile` with the names there are."""
    if name not in PROFILES:
        raise RegisterlotsError("exports.error.profile", profile=name[:60], known=", ".join(PROFILES))
    return PROFILES[name]
