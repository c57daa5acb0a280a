"""Records of stories."""

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from minicluster.members.models import Complex, Group, Organisation, Person, ProgrammeRecord, in_language
from minicluster.outcomes.models import Claim
from minicluster.platform.files.models import StoredFile
from minicluster.platform.permissions import Place, some_ids
from minicluster.problems.models import Problem, Project
from minicluster.stories import rules

TEXTS = ("title_ko", "title_en", "story_ko", "story_en", "results_ko", "results_en")


class SuccessCase(ProgrammeRecord):
    """A success case (우수사례): a true story with its source and the permission to tell it.

    A case of our own grows out of a problem. One that was published elsewhere has no problem here: it has a citation and claims, and nothing is added to it.
    """

    problem = models.ForeignKey(Problem, verbose_name=_("problem"), null=True, blank=True, on_delete=models.PROTECT, related_name="cases")
    project = models.ForeignKey(Project, verbose_name=_("project"), null=True, blank=True, on_delete=models.PROTECT, related_name="cases")
    complex = models.ForeignKey(Complex, verbose_name=_("complex"), on_delete=models.PROTECT, related_name="cases")
    group = models.ForeignKey(Group, verbose_name=_("mini-cluster"), null=True, blank=True, on_delete=models.PROTECT, related_name="cases")
    firm = models.ForeignKey(Organisation, verbose_name=_("firm"), null=True, blank=True, on_delete=models.PROTECT, related_name="cases")
    expert = models.ForeignKey(Person, verbose_name=_("expert"), null=True, blank=True, on_delete=models.PROTECT, related_name="cases")
    title_ko = models.CharField(_("title (Korean)"), max_length=160)
    title_en = models.CharField(_("title (English)"), max_length=160, blank=True)
    story_ko = models.TextField(_("story (Korean)"))
    story_en = models.TextField(_("story (English)"), blank=True)
    results_ko = models.TextField(_("results (Korean)"), blank=True)
    results_en = models.TextField(_("results (English)"), blank=True)
    happened_on = models.DateField(_("happened on"))
    day_known = models.BooleanField(_("the day is known, not only the month"), default=True)
    source = models.CharField(_("source"), max_length=300, blank=True)
    permission = models.CharField(_("permission to publish"), max_length=300, blank=True)
    claims = models.ManyToManyField(Claim, verbose_name=_("claims"), blank=True, related_name="cases")
    attachments = models.ManyToManyField(StoredFile, verbose_name=_("attachments"), blank=True, related_name="+")
    firm_named = models.BooleanField(_("the firm agrees to be named"), default=False)
    expert_named = models.BooleanField(_("the expert agrees to be named"), default=False)
    previous = models.OneToOneField("self", verbose_name=_("previous in its series"), null=True, blank=True, on_delete=models.SET_NULL, related_name="next")
    views = models.PositiveIntegerField(_("views"), default=0)
    published_at = models.DateTimeField(_("published at"), null=True, blank=True)
    state = models.CharField(_("state"), max_length=16, choices=rules.CaseState, default=rules.CaseState.FOUND)

    LIFECYCLE = rules.CASE_LIFECYCLE
    PERMISSIONS = rules.PERMISSIONS

    class Meta:
        verbose_name = _("success case")
        constraints: ClassVar = [models.CheckConstraint(condition=Q(problem__isnull=False) | ~Q(source=""), name="stories_case_has_source")]
        indexes: ClassVar = [models.Index(fields=["programme", "state", "-happened_on"], name="stories_case_list")]

    def __str__(self) -> str:
        return in_language(self.title_ko, self.title_en)

    def get_absolute_url(self) -> str:
        """The public page once there is one, the working page before."""
        return reverse("stories:published-case" if self.is_public else "stories:case", args=[self.pk])

    @property
    def is_public(self) -> bool:
        """Whether everyone may read it."""
        return self.state in rules.PUBLIC

    @property
    def story(self) -> str:
        """The story in the reader's language where it exists."""
        return in_language(self.story_ko, self.story_en)

    @property
    def results(self) -> str:
        """The results in the reader's language where they exist."""
        return in_language(self.results_ko, self.results_en)

    def place(self) -> Place:
        """A case stands with its firm, expert, group and complex."""
        return Place(
            self.programme_id,
            person_ids=some_ids(self.expert_id),
            organisation_ids=some_ids(self.firm_id),
            group_ids=some_ids(self.group_id),
            complex_ids=frozenset({self.complex_id}),
        )
