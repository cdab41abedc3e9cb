from datetime import UTC, date, datetime

import pytest
from django.utils import timezone

from koinon.core.clock import now, standing_at, today


def test_a_rehearsal_stands_at_another_instant_and_comes_back():
    with standing_at(datetime(2014, 11, 4, 9, tzinfo=UTC)):
        assert now() == datetime(2014, 11, 4, 9, tzinfo=UTC)
        with standing_at(date(2016, 3, 31)):
            assert today() == date(2016, 3, 31)
        assert now().year == 2014
    assert abs((timezone.now() - now()).total_seconds()) < 5


@pytest.mark.parametrize(("zone", "day"), [("Asia/Seoul", 5), ("America/Caracas", 4)])
def test_today_is_the_readers_day(zone, day):
    with standing_at(datetime(2014, 11, 4, 23, tzinfo=UTC)), timezone.override(zone):
        assert today() == date(2014, 11, day)
