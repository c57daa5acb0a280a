"""Problems, what belongs to one, and who may read which text."""

from collections.abc import Iterable
from datetime import date, datetime, timedelta
from typing import Any, ClassVar, Self

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from minicluster.meetings.models import Activity, Observation
from minicluster.members.models import Group, Organisation, Person, ProgrammeRecord
from minicluster.platform.permissions import Place, Role, Viewer
from minicluster.problems import rules


class ReadableQuerySet(models.QuerySet[Any]):
    """Problems, or records that belong to one, whose secret text is blanked as they are fetched for a viewer who may not read it."""

    viewer: Viewer | None = None

    def as_read_by(self, viewer: Viewer) -> Self:
        """The rows as this viewer may read them."""
        rows = self.all()
        rows.viewer = viewer
        return rows

    def _clone(self) -> Self:
        clone: Self = super()._clone()  # type: ignore[misc]  # Django's own seam; its stubs leave it out
        clone.viewer = self.viewer
        return clone

    def _fetch_all(self) -> None:
        is_fresh = self._result_cache is None
        super()._fetch_all()
        if is_fresh and self.viewer is not None:
            for row in self._result_cache or ():
                if isinstance(row, ProgrammeRecord):
                    (row if isinstance(row, Problem) else row.problem).show_to(self.viewer)  # type: ignore[attr-defined]  # each of them has one


class Problem(ProgrammeRecord):
    """A firm's hard problem (애로과제). Its text is secret until the firm lowers the secrecy; the public summary is not."""

    firm = models.ForeignKey(Organisation, verbose_name=_("firm"), on_delete=models.PROTECT, related_name="problems")
    group = models.ForeignKey(Group, verbose_name=_("mini-cluster"), on_delete=models.PROTECT, related_name="problems")
    title = models.CharField(_("title"), max_length=120)
    description = models.TextField(_("description"))
    tried = models.TextField(_("what was tried"), blank=True)
    wanted_result = models.CharField(_("wanted result"), max_length=300, blank=True)
    public_summary = models.TextField(_("public summary, anonymous"), blank=True)
    problem_class = models.CharField(_("class"), max_length=20, choices=rules.ProblemClass, default=rules.ProblemClass.TECHNOLOGY)
    urgency = models.CharField(_("urgency"), max_length=10, choices=rules.Urgency, default=rules.Urgency.NORMAL)
    trl = models.PositiveSmallIntegerField(_("technology readiness level"), null=True, blank=True)
    secrecy = models.PositiveSmallIntegerField(_("readable by"), choices=rules.Secrecy, default=rules.Secrecy.COORDINATORS)
    origin = models.CharField(_("first heard at"), max_length=10, choices=rules.Origin)
    origin_activity = models.ForeignKey(Activity, verbose_name=_("activity"), null=True, blank=True, on_delete=models.PROTECT, related_name="problems")
    origin_observation = models.ForeignKey(Observation, verbose_name=_("observation"), null=True, blank=True, on_delete=models.PROTECT, related_name="problems")
    origin_sentence = models.CharField(_("sentence of the minutes"), max_length=500, blank=True)
    raised_on_behalf = models.BooleanField(_("raised by the coordinator on the firm's behalf"), default=False)
    contact = models.ForeignKey(Person, verbose_name=_("contact in the firm"), null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    coordinator = models.ForeignKey(
        Person, verbose_name=_("coordinator"), null=True, blank=True, on_delete=models.SET_NULL, related_name="coordinated_problems"
    )
    diagnosis = models.TextField(_("diagnosis"), blank=True)
    mechanism = models.CharField(_("probable mechanism"), max_length=200, blank=True)
    solution = models.TextField(_("how it was solved"), blank=True)
    duplicate_of = models.ForeignKey("self", verbose_name=_("duplicate of"), null=True, blank=True, on_delete=models.PROTECT, related_name="duplicates")
    state = models.CharField(_("state"), max_length=20, choices=rules.ProblemState, default=rules.ProblemState.RAISED)
    raised_at = models.DateTimeField(_("raised at"))
    state_since = models.DateTimeField(_("in this state since"))
    confirmed_at = models.DateTimeField(_("confirmed by the firm at"), null=True, blank=True)
    confirm_reminders = models.PositiveSmallIntegerField(_("reminders to confirm"), default=0)
    reminded_at = models.DateTimeField(_("last reminded at"), null=True, blank=True)
    # References without a name, such as `expert-12`: how many of them are still barred is told, who they are is not.
    left_out = ArrayField(
        models.CharField(max_length=40), verbose_name=_("left out of the shortlist when it was made"), default=list, blank=True, editable=False
    )

    objects: ClassVar[models.Manager[Any]] = ReadableQuerySet.as_manager()

    LIFECYCLE = rules.PROBLEM_LIFECYCLE
    PERMISSIONS = rules.PERMISSIONS
    SECRET_FIELDS: ClassVar = ("title", "description", "tried", "wanted_result", "diagnosis", "mechanism", "solution")
    # Nobody reads it before `show_to` has said so.
    is_readable = False
    are_secrets_blanked = False

    class Meta:
        verbose_name = _("problem")
        indexes: ClassVar = [
            models.Index(fields=["programme", "state", "-raised_at"], name="problems_problem_list"),
            models.Index(fields=["group", "state", "-raised_at"], name="problems_problem_group"),
            # What is typed is compared with these as it stands, letter case and all, so that the operators of trigrams find their index.
            GinIndex(fields=["title"], opclasses=["gin_trgm_ops"], name="problems_problem_title"),
            GinIndex(fields=["description"], opclasses=["gin_trgm_ops"], name="problems_problem_text"),
        ]

    def __str__(self) -> str:
        return self.reference

    def get_absolute_url(self) -> str:
        """The problem's page."""
        return reverse("problems:problem", args=[self.pk])

    def save(self, *args: Any, **options: Any) -> None:
        """Save; a record whose secrets were blanked for a reader can never overwrite them."""
        written = options.get("update_fields")
        if self.are_secrets_blanked and (written is None or set(written) & set(self.SECRET_FIELDS)):
            raise ValueError("the secret fields of this record were blanked for a reader; get the record again before saving them")
        super().save(*args, **options)

    def place(self) -> Place:
        """A problem stands with its firm, its group, the group's complex, and with the experts to whom its details were disclosed."""
        return self.place_with(introduction.expert_id for introduction in self.introductions.all() if introduction.disclosed_at)

    def place_with(self, person_ids: Iterable[int]) -> Place:
        """The problem's place for a record about these people."""
        return Place(
            self.programme_id,
            person_ids=frozenset(person_ids),
            organisation_ids=frozenset({self.firm_id}),
            group_ids=frozenset({self.group_id}),
            complex_ids=frozenset({self.group.complex_id}),
        )

    def show_to(self, viewer: Viewer) -> Self:
        """Blank the secret fields unless this viewer may read them: the one place where that is decided for a record in hand."""
        place = self.place() if viewer.role is Role.EXPERT else self.place_with(())
        self.is_readable = rules.may_read_problem_text(viewer, self.secrecy, place)
        if not self.is_readable:
            self.are_secrets_blanked = True
            for field in self.SECRET_FIELDS:
                setattr(self, field, "")
        return self

    @property
    def heading(self) -> str:
        """What a page calls the problem: its title for whoever may read it."""
        return self.title if self.is_readable else str(_("Confidential problem"))

    @property
    def follow_up_due(self) -> tuple[int, date] | None:
        """The follow-up, in years and with its day, that the firm is to be asked for now: from a month before the day until its answer is recorded."""
        if self.confirmed_at is None or self.state != rules.ProblemState.FOLLOW_UP:
            return None
        today, answered = self.programme.today(), {row.years for row in self.follow_ups.all() if row.recorded_at >= self.confirmed_at}
        asked = rules.next_follow_up(timezone.localtime(self.confirmed_at).date(), today, answered)
        return asked if asked and asked[1] - rules.FOLLOW_UP_NOTICE <= today else None

    @property
    def due_on(self) -> date | None:
        """The day by which the next step is due, if a clock runs; a reminder starts the clock anew."""
        clock = rules.CLOCK_OF_STATE.get(rules.ProblemState(self.state))
        since = self.reminded_at or self.state_since if clock == rules.Clock.CONFIRM else self.state_since
        return due_day(clock, since, self.programme.clock_days)


def due_day(clock: str | None, since: datetime, clock_days: dict[str, int]) -> date | None:
    """The day on which a clock that started then runs out, in Korea; None without a clock."""
    return None if clock is None else timezone.localtime(since).date() + timedelta(days=rules.days_for(clock, clock_days))


class ProblemRecord(ProgrammeRecord):
    """A record that belongs to a problem and stands where it stands."""

    PERMISSIONS = rules.PERMISSIONS

    class Meta:
        abstract = True

    def place(self) -> Place:
        """Where the problem stands."""
        problem: Problem = self.problem  # type: ignore[attr-defined]  # each subclass has one
        return problem.place()


class FollowUp(ProblemRecord):
    """What the firm says years after its word: whether the solution has held, and what came of it."""

    problem = models.ForeignKey(Problem, verbose_name=_("problem"), on_delete=models.CASCADE, related_name="follow_ups")
    years = models.PositiveSmallIntegerField(_("years after the firm's word"))
    held = models.BooleanField(_("the solution has held"))
    note = models.TextField(_("what came of it"), blank=True)
    recorded_at = models.DateTimeField(_("recorded at"))

    class Meta:
        verbose_name = _("follow-up")
        ordering: ClassVar = ["recorded_at", "pk"]

    def __str__(self) -> str:
        return self.reference
