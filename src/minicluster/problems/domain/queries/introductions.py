"""Introductions, their people, and what each side may know of the other."""

from typing import Any

from django.db.models import Q

from minicluster.meetings.models import Activity
from minicluster.meetings.rules import ActivityKind
from minicluster.members.models import Person
from minicluster.members.rules import LIVING_MEMBERSHIP
from minicluster.platform.permissions import Role, Viewer
from minicluster.platform.refusals import NotVisibleError
from minicluster.problems import rules
from minicluster.problems.domain.messages import ANSWER_LINK, version_of_asking
from minicluster.problems.domain.queries.visibility import visible_introductions
from minicluster.problems.models import Decline, Introduction, Match, NonDisclosure, Problem, Rating, ReadableQuerySet


def introductions_for(viewer: Viewer) -> ReadableQuerySet:
    """The introductions that the viewer may see, latest movement first; the text of problems that they may not read is blank."""
    rows: ReadableQuerySet = Introduction.objects.filter(visible_introductions(viewer)).order_by("-state_since", "-pk")
    related = rows.select_related("problem__group__complex", "problem__firm", "problem__programme", "problem__contact", "expert", "programme")
    return related.prefetch_related("problem__introductions").as_read_by(viewer)


def introduction_for(viewer: Viewer, pk: int) -> Introduction:
    """One introduction.

    Raises:
        NotVisibleError: there is none, or not for them.
    """
    introduction: Introduction | None = introductions_for(viewer).select_related("first_meeting", "match").filter(pk=pk).first()
    if introduction is None:
        raise NotVisibleError
    if not introduction.problem.is_readable and viewer.person_id != introduction.expert_id:
        # What came of it tells the problem; whoever may not read that learns only how far it went.
        introduction.result = introduction.decline_reason = ""
    return introduction


def filtered_introductions(viewer: Viewer, chosen: dict[str, Any]) -> ReadableQuerySet:
    """The introductions that fit what was chosen in the filter."""
    names = {"state": "state", "group": "problem__group", "expert": "expert", "problem": "problem"}
    return introductions_for(viewer).filter(**{look_up: chosen[name] for name, look_up in names.items() if chosen.get(name)})


def introductions_of(viewer: Viewer, problem: Problem) -> list[Introduction]:
    """The introductions of one problem."""
    return list(introductions_for(viewer).filter(problem=problem).order_by("suggested_at", "pk"))


def introduction_behind(token: str) -> tuple[Introduction, Viewer, bool]:
    """The introduction behind a signed link, its expert as the viewer, and whether the link belongs to the latest asking.

    Raises:
        ExpiredLinkError, NotVisibleError: the link is too old or not one of ours.
    """
    pk, version = ANSWER_LINK.open(token)
    introduction: Introduction | None = (
        Introduction.objects.filter(pk=pk).select_related("problem__group__complex", "problem__programme", "expert", "programme").first()
    )
    if introduction is None:
        raise NotVisibleError
    expert = Viewer(Role.EXPERT, introduction.programme_id, person_id=introduction.expert_id)
    introduction.problem.show_to(expert)
    return introduction, expert, version == version_of_asking(introduction)


def people_to_suggest(problem: Problem, match: Match | None) -> Any:
    """Whom one can introduce: the people behind a candidate, or the expert members of the problem's group."""
    people = Person.objects.filter(programme_id=problem.programme_id).exclude(introductions__problem=problem).order_by("name_ko")
    if match is None:
        return people.filter(memberships__group=problem.group_id, memberships__state__in=LIVING_MEMBERSHIP).distinct()
    today = problem.programme.today()
    if match.person_id:
        return people.filter(pk=match.person_id)
    if match.facility and match.facility.keeper_id:
        return people.filter(pk=match.facility.keeper_id)
    organisation_id = match.organisation_id or (match.facility.organisation_id if match.facility else 0)
    present = Q(affiliations__valid_from__lte=today) & (Q(affiliations__valid_to=None) | Q(affiliations__valid_to__gt=today))
    return people.filter(present, affiliations__organisation=organisation_id).distinct()


def contacts_to_choose(introduction: Introduction) -> Any:
    """The people of the firm, one of whom is the contact."""
    firm = introduction.problem.firm
    return Person.objects.filter(affiliations__in=firm.affiliations.on(introduction.programme.today())).distinct().order_by("name_ko")


def consultations_to_choose(introduction: Introduction) -> Any:
    """The activities of the group at which firm and expert can have met first."""
    kinds = (ActivityKind.CONSULTATION, ActivityKind.VISIT, ActivityKind.WORKING_GROUP, ActivityKind.EXCHANGE)
    since = introduction.disclosed_at or introduction.suggested_at
    return Activity.objects.filter(groups=introduction.problem.group_id, kind__in=kinds, starts_at__date__gte=since.date()).order_by("starts_at")


def open_requests_of(expert: Person) -> int:
    """How many requests this expert has open."""
    return Introduction.objects.filter(expert=expert, state__in=rules.LIVE_INTRODUCTION).count()


def ratings_seen_by(viewer: Viewer, introduction: Introduction) -> list[Rating]:
    """The ratings that this viewer may see: the own one at once, the other side's once both have rated or after a fortnight; the coordinator all."""
    ratings = list(introduction.ratings.order_by("side"))
    own = {Role.FIRM_USER: rules.RatingSide.FIRM, Role.EXPERT: rules.RatingSide.EXPERT}.get(viewer.role)
    if own is None and viewer.role is not Role.COORDINATOR:
        return []
    if own is None or rules.ratings_are_open({row.side: row.rated_at for row in ratings}, introduction.now()):
        return ratings
    return [row for row in ratings if row.side == own]


def decline_of(viewer: Viewer, introduction: Introduction) -> Decline | None:
    """Why the expert declined, and whom they named, for the coordinator."""
    if not rules.PERMISSIONS.allows(viewer, "settle_suggestion", introduction.place()):
        return None
    return Decline.objects.filter(introduction=introduction).select_related("led_to").first()


def promises_of(viewer: Viewer, introduction: Introduction) -> list[NonDisclosure]:
    """Who has signed an NDA, for those who may see to whom the problem was disclosed."""
    if not rules.PERMISSIONS.allows(viewer, "view_disclosures", introduction.problem.place_with(())):
        return []
    return list(introduction.non_disclosures.select_related("person", "organisation").order_by("signed_on", "pk"))


def people_called(problem: Problem, name: str) -> Any:
    """The people of the programme who bear the name that an expert gave, and are not yet suggested for this problem."""
    bear = Q(name_ko__iexact=name.strip()) | Q(name_en__iexact=name.strip())
    return Person.objects.filter(bear, programme_id=problem.programme_id).exclude(introductions__problem=problem).order_by("name_ko")


def recipients_to_choose(introduction: Introduction) -> Any:
    """To whom details can be passed on: the people of the expert's organisations."""
    today = introduction.programme.today()
    present = Q(affiliations__valid_from__lte=today) & (Q(affiliations__valid_to=None) | Q(affiliations__valid_to__gt=today))
    employers = introduction.expert.affiliations.on(today).values("organisation_id")
    people = Person.objects.filter(present, programme_id=introduction.programme_id).exclude(affiliations__organisation=introduction.problem.firm_id)
    near = people.filter(affiliations__organisation__in=employers) | people.filter(memberships__group=introduction.problem.group_id)
    return near.exclude(pk=introduction.expert_id).distinct().order_by("name_ko")
