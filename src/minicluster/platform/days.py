"""Days and instants as people say them, on pages, in mails and in documents."""

from datetime import date, datetime
from typing import Final

from django.utils import timezone
from django.utils.translation import get_language

WEEKDAYS_KO: Final = "월화수목금토일"


def is_korean() -> bool:
    """Whether the reader's language is Korean, which is also the language of whoever has said nothing."""
    return (get_language() or "ko").startswith("ko")


def day_in_words(value: date | datetime) -> str:
    """`2026. 11. 23.(월)`, or `Mon 23 Nov 2026`; of an instant the day in Korea."""
    when = timezone.localtime(value).date() if isinstance(value, datetime) else value
    if is_korean():
        return f"{when.year}. {when.month}. {when.day}.({WEEKDAYS_KO[when.weekday()]})"
    return f"{when:%a} {when.day} {when:%b %Y}"


def moment_in_words(value: datetime) -> str:
    """A day with the time in Korea."""
    return f"{day_in_words(value)} {timezone.localtime(value):%H:%M}"
