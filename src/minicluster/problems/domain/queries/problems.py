"""Problems as a viewer may see and read them."""

from typing import Any

from django.contrib.postgres.search import TrigramSimilarity
from django.db.models import Count, Q
from django.db.models.functions import Greatest

from minicluster.meetings.domain.minutes import minutes_of, sentences_in
from minicluster.meetings.domain.years import on_days, year_named
from minicluster.meetings.models import Activity, Observation
from minicluster.meetings.rules import PERMISSIONS as MEETING_PERMISSIONS
from minicluster.meetings.rules import sentence_named
from minicluster.members.models import Organisation
from minicluster.members.rules import LIVING_MEMBERSHIP, OrganisationKind
from minicluster.platform.permissions import Role, Viewer
from minicluster.platform.refusals import NotVisibleError
from minicluster.problems import rules
from minicluster.problems.domain.queries.visibility import readable_problems, visible_problems
from minicluster.problems.models import Match, Problem, ReadableQuerySet

ALIKE = 0.25
SHOWN_ALIKE = 5
_LONGEST_NUMBER = 9


def problems_for(viewer: Viewer) -> ReadableQuerySet:
    """The problems that the viewer may see, newest first; the text of those that they may not read is blank."""
    rows: ReadableQuerySet = Problem.objects.filter(visible_problems(viewer)).order_by("-raised_at", "-pk")
    return rows.select_related("firm", "group__complex", "programme", "coordinator").prefetch_related("introductions").as_read_by(viewer)


def open_problems_for(viewer: Viewer) -> ReadableQuerySet:
    """The problems that are not solved, merged or given up."""
    return problems_for(viewer).filter(state__in=rules.OPEN)


def problem_for(viewer: Viewer, pk: int) -> Problem:
    """One problem as this viewer may read it.

    Raises:
        NotVisibleError: there is none, or not for them.
    """
    problem: Problem | None = (
        problems_for(viewer).select_related("contact", "origin_activity", "origin_observation__visit_report", "duplicate_of").filter(pk=pk).first()
    )
    if problem is None:
        raise NotVisibleError
    return problem


def filtered_problems(viewer: Viewer, chosen: dict[str, Any]) -> ReadableQuerySet:
    """The problems that fit what was chosen in the filter. Text and firm are looked for only where the viewer may read them."""
    rows = problems_for(viewer)
    direct = {
        "state": "state",
        "problem_class": "problem_class",
        "group": "group",
        "complex": "group__complex",
        "origin": "origin",
        "heard_at": "origin_activity__kind",
    }
    rows = rows.filter(**{look_up: chosen[name] for name, look_up in direct.items() if chosen.get(name)})
    if chosen.get("funnel"):
        rows = rows.filter(state__in=rules.PROBLEM_FUNNEL[chosen["funnel"]])
    if chosen.get("heard_in"):
        year = year_named(viewer.programme_id, chosen["heard_in"])
        rows = rows.filter(origin_activity__starts_at__gte=year.begins_at, origin_activity__starts_at__lt=year.over_at)
    rows = rows.filter(on_days("raised_at", chosen.get("since"), chosen.get("until")))
    # The visit at which a problem was heard tells whose it is, as the firm itself does.
    telling = {"firm": "firm", "activity": "origin_activity"}
    for name, look_up in telling.items():
        if chosen.get(name):
            rows = rows.filter(readable_problems(viewer), **{look_up: chosen[name]})
    if chosen.get("q"):
        rows = rows.filter(readable_problems(viewer) & (Q(title__icontains=chosen["q"]) | Q(description__icontains=chosen["q"])) | _by_number(chosen["q"]))
    return rows.order_by("state_since", "pk") if chosen.get("order") == "waiting" else rows


def _by_number(text: str) -> Q:
    number = text.removeprefix("problem-")
    return Q(pk=int(number)) if number.isdecimal() and len(number) <= _LONGEST_NUMBER else Q(pk__in=[])


def similar_problems(viewer: Viewer, firm: Organisation, title: str, description: str) -> list[Problem]:
    """Open problems of the same firm that read like this one, so that none is typed twice; the most alike first."""
    alike = Greatest(TrigramSimilarity("title", title), TrigramSimilarity("description", description))
    rows = open_problems_for(viewer).filter(readable_problems(viewer), firm=firm).annotate(alike=alike)
    return list(rows.filter(alike__gte=ALIKE).order_by("-alike")[:SHOWN_ALIKE])


def firms_to_raise_for(viewer: Viewer) -> Any:
    """The firms for which this viewer may raise a problem: their own, or the members of the groups they look after."""
    firms = Organisation.objects.filter(programme_id=viewer.programme_id, kind=OrganisationKind.FIRM).order_by("name_ko")
    if viewer.role is Role.COORDINATOR:
        return firms.filter(memberships__group__in=viewer.group_ids, memberships__state__in=LIVING_MEMBERSHIP).distinct()
    return firms.filter(pk__in=viewer.organisation_ids)


def observation_to_raise(viewer: Viewer, pk: int) -> Observation:
    """What was noticed at a visit, for whoever may read the report."""
    found = Observation.objects.select_related("visit_report__firm", "visit_report__activity__programme", "visit_report__programme").filter(pk=pk).first()
    if found is None or not MEETING_PERMISSIONS.allows(viewer, "view_visit_report", found.visit_report.place()):
        raise NotVisibleError
    return found


def problems_from(viewer: Viewer, observation: Observation | None) -> list[Problem]:
    """The problems that were raised from this observation before."""
    return list(problems_for(viewer).filter(origin_observation=observation)) if observation else []


def problems_from_minutes(viewer: Viewer, activity: Activity) -> list[Problem]:
    """The problems that were raised from sentences of an activity's minutes and that the viewer may read: where a problem was heard tells whose it is."""
    if rules.PERMISSIONS.scope(viewer, "view_problem") is None:
        return []
    return list(problems_for(viewer).filter(readable_problems(viewer), origin_activity=activity).exclude(origin_sentence=""))


def sentence_to_raise(viewer: Viewer, activity: Activity, key: str) -> str:
    """The sentence of the activity's minutes with this key; empty where it has another wording by now, or where the minutes are not for this viewer."""
    found = sentence_named(key, sentences_in(minutes_of(viewer, activity)))
    return found.quote if found else ""


def activity_to_raise(viewer: Viewer, pk: int) -> Activity:
    """An activity at which a problem was heard."""
    found = Activity.objects.select_related("host", "programme").filter(pk=pk, programme_id=viewer.programme_id).first()
    if found is None or not MEETING_PERMISSIONS.allows(viewer, "view_activity", found.place()):
        raise NotVisibleError
    return found


def duplicates_to_choose(viewer: Viewer, problem: Problem) -> ReadableQuerySet:
    """The open problems of the same firm into which this one can be merged."""
    return problems_for(viewer).filter(firm_id=problem.firm_id, state__in=rules.OPEN).exclude(pk=problem.pk)


def merged_into(viewer: Viewer, problem: Problem) -> list[Problem]:
    """The problems that were merged into this one, as heard: each keeps its page, its visit, its history and its matches."""
    rows = problems_for(viewer).filter(duplicate_of=problem.pk).select_related("origin_activity").annotate(match_count=Count("matches"))
    return list(rows.order_by("raised_at", "pk"))


def match_for(viewer: Viewer, pk: int) -> Match:
    """One candidate of a shortlist, for the coordinator who looks after the problem."""
    match = Match.objects.select_related("problem__group", "person", "organisation", "facility__keeper", "support_programme").filter(pk=pk).first()
    if match is None or not rules.PERMISSIONS.allows(viewer, "view_match", match.place()):
        raise NotVisibleError
    match.problem.show_to(viewer)
    return match


def verbs_for(viewer: Viewer, record: Any) -> list[str]:
    """The steps that lead on from the record's state and that this viewer may take."""
    place = record.place()
    return [verb for verb in record.LIFECYCLE.verbs_from(record.state) if record.PERMISSIONS.allows(viewer, verb, place)]
