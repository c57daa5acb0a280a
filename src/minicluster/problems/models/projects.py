"""Joint projects: partners, budget, milestones, and what they brought forth."""

from typing import Any, ClassVar

from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from minicluster.members.models import Organisation, Person, ProgrammeRecord
from minicluster.platform.files.models import StoredFile
from minicluster.platform.permissions import Place
from minicluster.problems import rules
from minicluster.problems.models.expertise import Call
from minicluster.problems.models.introductions import Introduction
from minicluster.problems.models.problems import Problem, ProblemRecord, ReadableQuerySet


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
