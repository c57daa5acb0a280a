"""The years of a programme: most are those of the calendar, some begin when the money comes."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from django.db.models import Q

from minicluster.members.models import Programme, ProgrammeYear
from minicluster.platform.imports.days import SEOUL


@dataclass(frozen=True)
class YearSpan:
    """A year of a programme with its first and its last day."""

    number: int
    first: date
    last: date

    @property
    def begins_at(self) -> datetime:
        """The instant in Korea at which it begins."""
        return start_of(self.first)

    @property
    def over_at(self) -> datetime:
        """The instant in Korea at which it is over."""
        return start_of(self.last + timedelta(days=1))


def start_of(day: date) -> datetime:
    """The instant at which a day begins in Korea."""
    return datetime.combine(day, time.min, SEOUL)


def on_days(moment: str, since: date | None, until: date | None) -> Q:
    """The records of which an instant lies on the days from the first to the last; without one of the two the range is open there."""
    after = Q(**{f"{moment}__gte": start_of(since)}) if since else Q()
    return after & (Q(**{f"{moment}__lt": start_of(until + timedelta(days=1))}) if until else Q())


def year_named(programme_id: int, number: int) -> YearSpan:
    """A year of the programme; one that is not on record is a year of the calendar."""
    known = ProgrammeYear.objects.filter(programme_id=programme_id, year=number).first()
    return YearSpan(number, known.starts_on, known.ends_on) if known else YearSpan(number, date(number, 1, 1), date(number, 12, 31))


def year_of(programme_id: int, day: date) -> YearSpan:
    """The year of the programme in which a day lies."""
    known = ProgrammeYear.objects.filter(programme_id=programme_id, starts_on__lte=day, ends_on__gte=day).order_by("year").first()
    return YearSpan(known.year, known.starts_on, known.ends_on) if known else year_named(programme_id, day.year)


def years_of(programme: Programme) -> list[int]:
    """The years for which there can be plans: from the first of the programme to the next."""
    return list(range(programme.started_on.year, programme.today().year + 2))
