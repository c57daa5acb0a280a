"""Records of problems."""

from collections.abc import Iterable
from datetime import date, datetime, timedelta
from typing import Any, ClassVar, Self

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from minicluster.meetings.models import Activity, Observation
from minicluster.members.models import Complex, Group, Organisation, Person, ProgrammeRecord, in_language
from minicluster.platform.files.models import StoredFile
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


class Expertise(ProgrammeRecord):
    """What a person knows, in their own terms."""

    person = models.ForeignKey(Person, verbose_name=_("person"), on_delete=models.CASCADE, related_name="expertise")
    statement_ko = models.CharField(_("statement (Korean)"), max_length=300, blank=True)
    statement_en = models.CharField(_("statement (English)"), max_length=300, blank=True)
    codes = ArrayField(models.CharField(max_length=12), verbose_name=_("codes"), default=list, blank=True)

    PERMISSIONS = rules.PERMISSIONS

    class Meta:
        verbose_name = _("expertise")
        constraints: ClassVar = [models.CheckConstraint(condition=~Q(statement_ko="", statement_en=""), name="problems_expertise_said")]

    def __str__(self) -> str:
        return in_language(self.statement_ko, self.statement_en)

    def place(self) -> Place:
        """An expertise stands with its person."""
        return self.person.place()


class Facility(ProgrammeRecord):
    """Equipment or a laboratory that others may use."""

    organisation = models.ForeignKey(Organisation, verbose_name=_("organisation"), on_delete=models.CASCADE, related_name="facilities")
    keeper = models.ForeignKey(Person, verbose_name=_("keeper"), null=True, blank=True, on_delete=models.SET_NULL, related_name="keeps_facilities")
    name_ko = models.CharField(_("name (Korean)"), max_length=160)
    name_en = models.CharField(_("name (English)"), max_length=160, blank=True)
    description = models.TextField(_("what can be done there"))
    conditions = models.CharField(_("conditions of use"), max_length=300, blank=True)

    PERMISSIONS = rules.PERMISSIONS

    class Meta:
        verbose_name = _("facility")

    def __str__(self) -> str:
        return in_language(self.name_ko, self.name_en)

    def place(self) -> Place:
        """A facility stands with its organisation."""
        return self.organisation.place()


class SupportProgramme(ProgrammeRecord):
    """A support programme (지원사업) of a ministry, province or agency."""

    organisation = models.ForeignKey(Organisation, verbose_name=_("run by"), null=True, blank=True, on_delete=models.PROTECT, related_name="support_programmes")
    name_ko = models.CharField(_("name (Korean)"), max_length=160)
    name_en = models.CharField(_("name (English)"), max_length=160, blank=True)
    description = models.TextField(_("what it supports"))
    purpose = models.CharField(_("for problems of the class"), max_length=20, choices=rules.ProblemClass)

    PERMISSIONS = rules.PERMISSIONS

    class Meta:
        verbose_name = _("support programme")

    def __str__(self) -> str:
        return in_language(self.name_ko, self.name_en)


class Call(ProgrammeRecord):
    """A call (공고) of a support programme, with its conditions as data."""

    support_programme = models.ForeignKey(SupportProgramme, verbose_name=_("support programme"), on_delete=models.CASCADE, related_name="calls")
    opens_on = models.DateField(_("opens on"))
    closes_on = models.DateField(_("closes on"))
    cap_krw = models.PositiveBigIntegerField(_("cap (KRW)"), null=True, blank=True)
    state_share_by_size = models.JSONField(_("state share by firm size"), default=dict, blank=True)
    minimum_partners = models.PositiveSmallIntegerField(_("minimum partners"), default=1)
    eligible_complexes = models.ManyToManyField(Complex, verbose_name=_("eligible complexes"), blank=True, related_name="+")
    one_per_year = models.BooleanField(_("one per firm and year"), default=True)
    no_double_funding = models.BooleanField(_("no double funding"), default=True)

    PERMISSIONS = rules.PERMISSIONS

    class Meta:
        verbose_name = _("call")

    def __str__(self) -> str:
        return f"{self.support_programme} {self.opens_on:%Y-%m}"


class Evidence(ProgrammeRecord):
    """One document that speaks for what a person, facility or organisation can do: what matching reads instead of profiles."""

    kind = models.CharField(_("kind"), max_length=16, choices=rules.EvidenceKind)
    person = models.ForeignKey(Person, verbose_name=_("person"), null=True, blank=True, on_delete=models.CASCADE, related_name="evidence")
    facility = models.ForeignKey(Facility, verbose_name=_("facility"), null=True, blank=True, on_delete=models.CASCADE, related_name="evidence")
    organisation = models.ForeignKey(Organisation, verbose_name=_("organisation"), null=True, blank=True, on_delete=models.CASCADE, related_name="evidence")
    problem = models.ForeignKey(Problem, verbose_name=_("problem solved here"), null=True, blank=True, on_delete=models.CASCADE, related_name="evidence")
    language = models.CharField(_("language"), max_length=2, default="ko")
    year = models.PositiveSmallIntegerField(_("year"), null=True, blank=True)
    title = models.CharField(_("title"), max_length=300)
    text = models.TextField(_("text"), blank=True)
    source = models.CharField(_("source"), max_length=200, blank=True)

    PERMISSIONS = rules.PERMISSIONS

    class Meta:
        verbose_name = _("evidence")
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(person__isnull=False, facility=None, organisation=None)
                | Q(person=None, facility__isnull=False, organisation=None)
                | Q(person=None, facility=None, organisation__isnull=False),
                name="problems_evidence_of_one",
            )
        ]

    def __str__(self) -> str:
        return self.title


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


class Match(ProblemRecord):
    """A candidate that the engine found for a problem, with its reasons and the version that found it."""

    problem = models.ForeignKey(Problem, verbose_name=_("problem"), on_delete=models.CASCADE, related_name="matches")
    kind = models.CharField(_("kind"), max_length=10, choices=rules.CandidateKind)
    person = models.ForeignKey(Person, verbose_name=_("expert"), null=True, blank=True, on_delete=models.CASCADE, related_name="matches")
    organisation = models.ForeignKey(Organisation, verbose_name=_("firm"), null=True, blank=True, on_delete=models.CASCADE, related_name="matches")
    facility = models.ForeignKey(Facility, verbose_name=_("facility"), null=True, blank=True, on_delete=models.CASCADE, related_name="matches")
    support_programme = models.ForeignKey(
        SupportProgramme, verbose_name=_("support programme"), null=True, blank=True, on_delete=models.CASCADE, related_name="matches"
    )
    rank = models.PositiveSmallIntegerField(_("rank"))
    score = models.FloatField(_("score"))
    reasons = models.JSONField(_("reasons"), default=list)
    engine_version = models.CharField(_("engine"), max_length=40)
    judgement = models.CharField(_("judgement"), max_length=14, choices=rules.Judgement, default=rules.Judgement.NONE)
    judgement_reason = models.CharField(_("because"), max_length=300, blank=True)
    found_at = models.DateTimeField(_("found at"))

    class Meta:
        verbose_name = _("match")
        indexes: ClassVar = [models.Index(fields=["problem", "kind", "rank"], name="problems_match_list")]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(kind="expert", person__isnull=False)
                | Q(kind="firm", organisation__isnull=False)
                | Q(kind="facility", facility__isnull=False)
                | Q(kind="support", support_programme__isnull=False),
                name="problems_match_candidate",
            )
        ]

    def __str__(self) -> str:
        return f"{self.candidate}"

    @property
    def candidate(self) -> Person | Organisation | Facility | SupportProgramme:
        """Whom or what was found."""
        found: Person | Organisation | Facility | SupportProgramme | None = self.person or self.organisation or self.facility or self.support_programme
        if found is None:
            raise ValueError("a match without a candidate; the database's check constraint should have refused it")
        return found


class Introduction(ProblemRecord):
    """The way from a suggested expert to a cooperation: confirmed by a coordinator, approved by the firm, accepted by the expert."""

    problem = models.ForeignKey(Problem, verbose_name=_("problem"), on_delete=models.PROTECT, related_name="introductions")
    match = models.ForeignKey(Match, verbose_name=_("match"), null=True, blank=True, on_delete=models.SET_NULL, related_name="introductions")
    expert = models.ForeignKey(Person, verbose_name=_("expert"), on_delete=models.PROTECT, related_name="introductions")
    summary = models.TextField(_("anonymised summary"))
    state = models.CharField(_("state"), max_length=20, choices=rules.IntroductionState, default=rules.IntroductionState.SUGGESTED)
    state_since = models.DateTimeField(_("in this state since"))
    suggested_at = models.DateTimeField(_("suggested at"))
    summary_approved_at = models.DateTimeField(_("summary approved at"), null=True, blank=True)
    asked_at = models.DateTimeField(_("asked at"), null=True, blank=True)
    answered_at = models.DateTimeField(_("answered at"), null=True, blank=True)
    decline_reason = models.CharField(_("reason for declining"), max_length=300, blank=True)
    nda_signed_on = models.DateField(_("NDA signed on"), null=True, blank=True)
    disclosed_at = models.DateTimeField(_("details disclosed at"), null=True, blank=True)
    first_meeting_date = models.DateField(_("first meeting on"), null=True, blank=True)
    first_meeting = models.ForeignKey(Activity, verbose_name=_("first meeting"), null=True, blank=True, on_delete=models.SET_NULL, related_name="introductions")
    result = models.TextField(_("result"), blank=True)
    firm_rating = models.PositiveSmallIntegerField(_("the firm's rating (1-5)"), null=True, blank=True)
    expert_rating = models.PositiveSmallIntegerField(_("the expert's rating (1-5)"), null=True, blank=True)

    objects: ClassVar[models.Manager[Any]] = ReadableQuerySet.as_manager()

    LIFECYCLE = rules.INTRODUCTION_LIFECYCLE

    class Meta:
        verbose_name = _("introduction")
        constraints: ClassVar = [models.UniqueConstraint(fields=["problem", "expert"], name="problems_introduced_once")]
        indexes: ClassVar = [models.Index(fields=["expert", "state"], name="problems_introduction_expert")]

    def __str__(self) -> str:
        return self.reference

    def get_absolute_url(self) -> str:
        """The introduction's page."""
        return reverse("problems:introduction", args=[self.pk])

    def place(self) -> Place:
        """An introduction stands with its problem and with the expert."""
        return self.problem.place_with({self.expert_id})

    @property
    def due_on(self) -> date | None:
        """The day by which the next step is due, if a clock runs."""
        clock = rules.CLOCK_OF_INTRODUCTION.get(rules.IntroductionState(self.state))
        return due_day(clock, self.state_since, self.programme.clock_days)


class Project(ProblemRecord):
    """A joint project (지원과제·수행과제) that works on a problem."""

    problem = models.ForeignKey(Problem, verbose_name=_("problem"), on_delete=models.PROTECT, related_name="projects")
    introduction = models.ForeignKey(Introduction, verbose_name=_("introduction"), null=True, blank=True, on_delete=models.PROTECT, related_name="projects")
    call = models.ForeignKey(Call, verbose_name=_("call"), null=True, blank=True, on_delete=models.PROTECT, related_name="projects")
    title = models.CharField(_("title"), max_length=200)
    aim = models.TextField(_("aim"), blank=True)
    state = models.CharField(_("state"), max_length=20, choices=rules.ProjectState, default=rules.ProjectState.PLANNED)
    planned_at = models.DateTimeField(_("planned at"))
    agreement_date = models.DateField(_("agreement signed on"), null=True, blank=True)
    starts_on = models.DateField(_("starts on"), null=True, blank=True)
    ends_on = models.DateField(_("ends on"), null=True, blank=True)
    settled_krw = models.PositiveBigIntegerField(_("settled (KRW)"), null=True, blank=True)

    objects: ClassVar[models.Manager[Any]] = ReadableQuerySet.as_manager()

    LIFECYCLE = rules.PROJECT_LIFECYCLE

    class Meta:
        verbose_name = _("project")

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        """The project's page."""
        return reverse("problems:project", args=[self.pk])

    def place(self) -> Place:
        """A project stands with its problem and its partners."""
        place = self.problem.place_with(())
        partners = list(self.partners.values_list("organisation_id", "person_id"))
        return Place(
            place.programme_id,
            person_ids=frozenset(person for _organisation, person in partners if person),
            organisation_ids=place.organisation_ids | {organisation for organisation, _person in partners},
            group_ids=place.group_ids,
            complex_ids=place.complex_ids,
        )


class ProjectPartner(models.Model):
    """Who takes part in a project, and as what."""

    project = models.ForeignKey(Project, verbose_name=_("project"), on_delete=models.CASCADE, related_name="partners")
    organisation = models.ForeignKey(Organisation, verbose_name=_("organisation"), on_delete=models.PROTECT, related_name="project_parts")
    person = models.ForeignKey(Person, verbose_name=_("person"), null=True, blank=True, on_delete=models.SET_NULL, related_name="project_parts")
    role = models.CharField(_("role"), max_length=10, choices=rules.PartnerRole)

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["project", "organisation"], name="problems_partner_once")]

    def __str__(self) -> str:
        return f"{self.organisation}"


class BudgetItem(models.Model):
    """Money for a project by source, in cash or in kind; planned and spent."""

    project = models.ForeignKey(Project, verbose_name=_("project"), on_delete=models.CASCADE, related_name="budget")
    source = models.CharField(_("source"), max_length=10, choices=rules.FundingSource)
    in_kind = models.BooleanField(_("in kind"), default=False)
    planned_krw = models.PositiveBigIntegerField(_("planned (KRW)"))
    spent_krw = models.PositiveBigIntegerField(_("spent (KRW)"), null=True, blank=True)

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["project", "source", "in_kind"], name="problems_budget_once")]

    def __str__(self) -> str:
        return f"{self.source} {self.planned_krw}"


class Milestone(models.Model):
    """A step of a project with its date."""

    project = models.ForeignKey(Project, verbose_name=_("project"), on_delete=models.CASCADE, related_name="milestones")
    title = models.CharField(_("milestone"), max_length=200)
    due_on = models.DateField(_("due on"))
    reached_on = models.DateField(_("reached on"), null=True, blank=True)

    class Meta:
        ordering: ClassVar = ["due_on", "pk"]

    def __str__(self) -> str:
        return self.title


class Output(ProgrammeRecord):
    """What a project brought forth: a patent, a prototype, a contract and the like."""

    project = models.ForeignKey(Project, verbose_name=_("project"), on_delete=models.PROTECT, related_name="outputs")
    kind = models.CharField(_("kind"), max_length=14, choices=rules.OutputKind)
    title = models.CharField(_("title"), max_length=200)
    on_date = models.DateField(_("on"))
    counterpart = models.ForeignKey(
        Organisation, verbose_name=_("with (buyer, office, licensee)"), null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    evidence = models.ForeignKey(StoredFile, verbose_name=_("evidence"), null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    note = models.CharField(_("note"), max_length=300, blank=True)

    PERMISSIONS = rules.PERMISSIONS

    class Meta:
        verbose_name = _("output")

    def __str__(self) -> str:
        return self.title

    def place(self) -> Place:
        """An output stands with its project."""
        return self.project.place()
