"""Money as people say it, in both languages."""

import pytest
from django.utils.translation import override

from minicluster.web.templatetags.minicluster import krw


@pytest.mark.parametrize(
    ("value", "korean", "english"),
    [
        (None, "–", "–"),
        (0, "0원", "KRW 0"),
        (9_999, "9,999원", "KRW 9,999"),
        (10_000, "1만 원", "KRW 10,000"),
        (99_999, "10만 원", "KRW 99,999"),
        (100_000, "10만 원", "KRW 0.1m"),
        (3_000_000_000, "30억 원", "KRW 3bn"),
        (-5_000, "-5,000원", "KRW -5,000"),
    ],
)
def test_won_are_told_to_the_won_where_rounding_would_leave_nothing(value, korean, english):
    with override("ko"):
        assert krw(value) == korean
    with override("en"):
        assert krw(value) == english
