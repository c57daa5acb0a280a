"""Loads the demonstration programme phase by phase, each in one transaction that also notes in the journal that it is done.

Killed at any moment, the next run goes on with the phase that was not finished; run again when all is there, it changes nothing.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from time import monotonic
from typing import Final

from django.db import connection, transaction

from minicluster.demonstration.complexes import plan_complex
from minicluster.demonstration.foresight import load_forecasts, load_studies
from minicluster.demonstration.geography import COMPLEXES, WONJU, ComplexFact
from minicluster.demonstration.guided_thread import load_guided_thread
from minicluster.demonstration.last_days import load_last_days
from minicluster.demonstration.measured import load_comparison, load_figures
from minicluster.demonstration.opening import SLUG, fill_complex, load_industries, load_thesaurus, open_programme, shared_of
from minicluster.demonstration.published_case import record_meditech_case
from minicluster.demonstration.quotas import SEED
from minicluster.demonstration.second import load_second_programme
from minicluster.demonstration.yearly_reviews import load_yearly_reviews
from minicluster.members.models import Programme
from minicluster.platform.audit.models import AuditEntry
from minicluster.platform.permissions import Role
from minicluster.problems.domain.indexing import reindex

_ACTION: Final = "load_demonstration"
_LOCK: Final = 20071022
_OPENING: Final = "programme"
# What is searched for right afterwards would be slow where the database did not know what it holds.
_ANALYSED_AFTER: Final = ("first-search", "second-programme", "search")


@dataclass(frozen=True)
class Size:
    """How much is loaded, and from which seed. A run that goes on keeps those of the run before."""

    scale: float = 1.0
    seed: int = SEED

    def __str__(self) -> str:
        return f"scale={self.scale} seed={self.seed}"

    @classmethod
    def read(cls, text: str) -> "Size":
        """Read it back from the journal."""
        values = dict(part.split("=") for part in text.split())
        return cls(float(values["scale"]), int(values["seed"]))


@dataclass(frozen=True)
class Done:
    """A phase that has just been loaded."""

    name: str
    number: int
    of: int
    rows: int
    seconds: float


Report = Callable[[Done], None]
Phases = dict[str, Callable[[], int]]


def load_demonstration(size: Size | None = None, report: Report = lambda _done: None) -> bool:
    """Load what is missing; False where everything was there. Two runs at once wait for each other."""
    with _alone():
        size = _started_with() or size or Size()
        phases = _phases(size)
        finished = _finished()
        missing = [(number, name) for number, name in enumerate(phases, start=1) if name not in finished]
        for number, name in missing:
            started = monotonic()
            with transaction.atomic():
                rows = phases[name]()
                _note(name, size)
            if name in _ANALYSED_AFTER:
                _analyse()
            report(Done(name, number, len(phases), rows, monotonic() - started))
        return bool(missing)


def _phases(size: Size) -> Phases:
    def load_programme() -> int:
        open_programme()
        return 1

    complexes = {fact.slug: partial(_load_complex, fact, size) for fact in COMPLEXES}
    return {
        _OPENING: load_programme,
        WONJU.slug: complexes.pop(WONJU.slug),
        "thesaurus": lambda: load_thesaurus(programme()),
        "first-search": lambda: reindex(programme()),
        "guided-thread": lambda: load_guided_thread(programme()),
        "published-case": lambda: record_meditech_case(programme()),
        **complexes,
        "industries": lambda: load_industries(programme(), size.seed),
        "comparison": lambda: load_comparison(programme(), scale=size.scale, seed=size.seed),
        "figures": lambda: load_figures(programme(), seed=size.seed),
        "second-programme": load_second_programme,
        "search": lambda: reindex(programme()),
        "last-days": lambda: load_last_days(programme()),
        "reviews": lambda: load_yearly_reviews(programme(), size.seed),
        "forecasts": lambda: load_forecasts(programme()),
        "studies": lambda: load_studies(programme()),
    }


def programme() -> Programme:
    """The demonstration programme as it is now."""
    return Programme.objects.get(slug=SLUG)


def _load_complex(fact: ComplexFact, size: Size) -> int:
    own = programme()
    plan = plan_complex(fact, shared_of(own), scale=size.scale, seed=size.seed)
    fill_complex(own, fact, plan)
    return len(plan)


def _entries() -> Iterator[AuditEntry]:
    return AuditEntry.objects.filter(action=_ACTION, programme_id__in=Programme.objects.filter(slug=SLUG).values("pk")).order_by("pk").iterator()


def _finished() -> set[str]:
    return {entry.to_state for entry in _entries()}


def _started_with() -> Size | None:
    first = next(_entries(), None)
    return Size.read(first.why) if first else None


def _note(phase: str, size: Size) -> None:
    own = programme()
    AuditEntry.objects.create(
        programme_id=own.pk, role=Role.ADMINISTRATOR, action=_ACTION, record_type="programme", record_id=own.pk, to_state=phase, why=str(size),
        programme_time=own.now(),
    )  # fmt: skip


def _analyse() -> None:
    """Let the database know what it holds now, so that pages are quick at once."""
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")


class _alone:  # noqa: N801  # reads as a word of its sentence
    """Holds the lock of the loader for this connection; it is free again when the connection ends, however it ends."""

    def __enter__(self) -> None:
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_lock(%s)", [_LOCK])

    def __exit__(self, *_error: object) -> None:
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_unlock(%s)", [_LOCK])
