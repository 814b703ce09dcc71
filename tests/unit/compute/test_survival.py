"""The curve of Kaplan and Meier on a published worked example: weeks in remission of 21 children given 6-mercaptopurine (Freireich and others, 1963)."""

from __future__ import annotations

from collections import Counter

import pytest

from jobs.compute.survival import curve

RELAPSED = (6, 6, 6, 7, 10, 13, 16, 22, 23)
LOST = (6, 9, 10, 11, 17, 19, 20, 25, 32, 32, 34, 35)
PUBLISHED = {5: 1.0, 6: 0.8571, 7: 0.8067, 10: 0.7529, 13: 0.6902, 16: 0.6275, 22: 0.5378, 23: 0.4482, 35: 0.4482}


def test_the_published_curve():
    history = Counter([(week, True) for week in RELAPSED] + [(week, False) for week in LOST])
    found = curve(history, list(PUBLISHED))
    assert {week: round(float(one.share), 4) for week, one in found.items()} == pytest.approx(PUBLISHED)
    assert (found[35].start, found[35].events) == (21, 9)


def test_without_losses_the_curve_is_the_plain_share():
    found = curve({(10, True): 3, (20, True): 1, (30, True): 6}, [9, 10, 20, 29, 30])
    assert [float(found[day].share) for day in (9, 10, 20, 29, 30)] == [1.0, 0.7, 0.6, 0.6, 0.0]
