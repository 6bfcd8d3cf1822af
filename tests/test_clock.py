"""The clock on the wall in Flanders and Brussels."""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest

from chalicelib import brussels


@pytest.mark.parametrize("year", range(2025, 2036))
def test_summer_begins_and_ends_with_that_of_brussels(year: int) -> None:
    zone = ZoneInfo("Europe/Brussels")
    first = int(datetime(year, 1, 1, tzinfo=UTC).timestamp())
    for moment in range(first, first + 366 * 86_400, 1_800):
        assert brussels.moment(moment).isoformat() == datetime.fromtimestamp(moment, zone).isoformat()
