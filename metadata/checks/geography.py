"""Municipalities of today lie in counties, counties have the number of municipalities they say, health-care regions share out all counties."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from metadata.checks.problem import Problem
from metadata.model.content import Content


def check_geography(content: Content) -> Iterator[Problem]:
    """Yields `content.error.municipality_county`, `.municipality_count`, `.county_region`."""
    counties = content.counties
    for municipality in content.municipalities.values():
        if municipality.valid_until is None and municipality.county not in counties:
            params = {"code": municipality.code, "county": municipality.county}
            yield Problem("content.error.municipality_county", "municipalities", municipality.id, "/code", params, lacks=("counties", municipality.county))
    today = Counter(one.county for one in content.municipalities.values() if one.valid_until is None)
    for county in counties.values():
        if content.municipalities and today[county.code] != county.municipality_count:
            counted = {"county": county.code, "stated": county.municipality_count, "found": today[county.code]}
            yield Problem("content.error.municipality_count", "counties", county.id, "/municipality_count", counted, lacks=("municipalities", ""))
    placed = Counter(code for region in content.healthcare_regions.values() for code in region.counties)
    for county in counties.values():
        if content.healthcare_regions and placed[county.code] != 1:
            yield Problem("content.error.county_region", "counties", county.id, "", {"county": county.code, "found": placed[county.code]}, lacks=("healthcare_regions", ""))
