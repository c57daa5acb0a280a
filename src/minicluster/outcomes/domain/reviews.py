"""The yearly reviews as they are read: the year at a glance, and the sheet of one mini-cluster."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final
from urllib.parse import urlencode

from django.db.models import QuerySet
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _

from minicluster.meetings import rules as meetings
from minicluster.meetings.domain.years import YearSpan, year_named
from minicluster.members.domain.queries import within
from minicluster.members.models import RoleAssignment
from minicluster.outcomes import rules
from minicluster.outcomes.domain.queries import QUEUE_LIMIT
from minicluster.outcomes.domain.review_counts import member_firms, year_counts
from minicluster.outcomes.domain.reviewing import complete_scores, figures_now, figures_of, quota_of_review
from minicluster.outcomes.models import GroupReview, ReviewCriterion, ReviewerSeat, ReviewRound, ReviewScore
from minicluster.platform.permissions import Role, Viewer
from minicluster.platform.queue import QueueItem
from minicluster.problems import rules as problems

_PER_CENT: Final = frozenset({rules.ReviewMeasure.SOLVED_RATE, rules.ReviewMeasure.PRIVATE_SHARE})
_PLAIN: Final = frozenset({rules.ReviewMeasure.PARTICIPATION, rules.ReviewMeasure.VERIFIED_OUTCOMES})


@dataclass(frozen=True)
class MeasureRow:
    """A measure of a mini-cluster beside those of its like, in words, with the address of the rows behind it where a list shows exactly them."""

    name: str
    label: str
    told: str
    of_what: str
    median: str
    not_worse_than: int | None
    likes: int
    address: str


@dataclass(frozen=True)
class SeatRow:
    """A reviewer's seat as this viewer may see it: by name for the programme office and the reviewer, by number for the others."""

    seat: ReviewerSeat
    name: str
    conflicts: list[str]
    is_free: bool
    has_scored: bool
    scores: Mapping[int, ReviewScore]


@dataclass(frozen=True)
class CriterionRow:
    """A criterion with what was given for it, as far as it may be seen."""

    criterion: ReviewCriterion
    mean: float | None
    given: int
    remarks: list[str]


@dataclass(frozen=True)
class Sheet:
    """Everything that the sheet of a mini-cluster shows."""

    review: GroupReview
    is_frozen: bool
    firms: int
    likes: int
    measures: list[MeasureRow]
    seats: list[SeatRow]
    own_seat: SeatRow | None
    criteria: list[CriterionRow]
    quota: rules.Quota
    score: float | None
    is_told: bool
    """Whether scores are shown to this viewer: to the programme office, and to all others once it is decided."""
    may: frozenset[str]


@dataclass(frozen=True)
class YearRow:
    """One mini-cluster in the year's table."""

    review: GroupReview
    measures: list[MeasureRow]
    score: float | None


def rounds_for(viewer: Viewer) -> list[ReviewRound]:
    """The rounds of the viewer's programme, the newest first."""
    return list(ReviewRound.objects.filter(programme_id=viewer.programme_id).order_by("-year"))


def reviews_for(viewer: Viewer) -> QuerySet[GroupReview]:
    """The reviews that this viewer may read: own groups, own complex, or all of them; what is out of reach does not exist."""
    reach = within(rules.PERMISSIONS.scope(viewer, "view_review"), viewer, group="group", complex_="group__complex")
    return GroupReview.objects.filter(reach, programme_id=viewer.programme_id).select_related("group__complex", "group__programme", "round", "programme")


def review_for(viewer: Viewer, pk: int) -> GroupReview:
    """One review; what is out of reach does not exist."""
    return get_object_or_404(reviews_for(viewer), pk=pk)


def seat_of(review: GroupReview, pk: int) -> ReviewerSeat:
    """One seat of a review."""
    return get_object_or_404(review.seats, pk=pk)


def possible_reviewers(viewer: Viewer) -> QuerySet[RoleAssignment]:
    """The accounts that hold the role of a reviewer in this programme."""
    reviewers = RoleAssignment.objects.filter(programme_id=viewer.programme_id, role=Role.REVIEWER)
    return reviewers.select_related("user", "person", "organisation").order_by("pk")


def year_of_reviews(viewer: Viewer, chosen: ReviewRound) -> list[YearRow]:
    """The mini-clusters of a round that this viewer may see, with their figures: frozen ones as they were frozen, which open to their sheet, the others as they stand."""
    reviews = list(reviews_for(viewer).filter(round=chosen).order_by("group__complex", "group"))
    year = year_named(viewer.programme_id, chosen.year)
    measured = {group: rules.review_figures(counts) for group, counts in year_counts(viewer.programme_id, year).items()}
    firms = member_firms(viewer.programme_id)
    scores = _scores_by_review(reviews) if _sees_scores_of_all(viewer) else {}
    rows = []
    for review in reviews:
        sheet = dict.fromkeys(rules.ReviewMeasure.values, review.get_absolute_url())
        addresses = sheet if review.figures else _addresses(viewer, review, year)
        figures = review.figures or figures_of(review.group_id, measured, firms)
        rows.append(YearRow(review, _measures(figures, addresses), scores.get(review.pk)))
    return rows


def _sees_scores_of_all(viewer: Viewer) -> bool:
    return rules.PERMISSIONS.scope(viewer, "decide_review") is not None


def _scores_by_review(reviews: list[GroupReview]) -> dict[int, float | None]:
    if not reviews:
        return {}
    weights = {criterion.pk: criterion.weight for criterion in reviews[0].round.criteria.all()}
    given: dict[int, dict[int, list[int]]] = {}
    for score in ReviewScore.objects.filter(seat__review__in=reviews, seat__conflicts=[], seat__declared_conflict="").select_related("seat"):
        given.setdefault(score.seat.review_id, {}).setdefault(score.criterion_id, []).append(score.score)
    return {review: rules.weighted_score(scores, weights) for review, scores in given.items()}


def sheet_of(viewer: Viewer, review: GroupReview) -> Sheet:
    """The sheet of a mini-cluster, as this viewer may see it."""
    figures = review.figures or figures_now(review)
    is_told = review.state == rules.ReviewState.DECIDED or _sees_scores_of_all(viewer)
    addresses = _addresses(viewer, review, year_named(review.programme_id, review.round.year))
    complete = complete_scores(review)
    seats = _seats(viewer, review, complete)
    criteria = _criteria(review, complete, is_told=is_told)
    weights = {row.criterion.pk: row.criterion.weight for row in criteria}
    given = {row.criterion.pk: [score.score for scores in complete.values() for score in scores if score.criterion_id == row.criterion.pk] for row in criteria}
    return Sheet(
        review=review,
        is_frozen=bool(review.figures),
        firms=figures["firms"],
        likes=len(figures["likes"]),
        measures=_measures(figures, addresses),
        seats=seats,
        own_seat=next((row for row in seats if row.seat.user_id == viewer.user_id), None),
        criteria=criteria,
        quota=quota_of_review(review),
        score=rules.weighted_score(given, weights) if is_told else None,
        is_told=is_told,
        may=frozenset(_acts(viewer, review)),
    )


def _acts(viewer: Viewer, review: GroupReview) -> list[str]:
    legal = {*review.LIFECYCLE.verbs_from(review.state), *(("seat_reviewer",) if review.state != rules.ReviewState.DECIDED else ())}
    return [verb for verb in legal if rules.PERMISSIONS.allows(viewer, verb, review.place())]


def _seats(viewer: Viewer, review: GroupReview, complete: Mapping[int, list[ReviewScore]]) -> list[SeatRow]:
    names_all = _sees_scores_of_all(viewer)
    rows = []
    for number, seat in enumerate(review.seats.select_related("user", "person").prefetch_related("scores").order_by("pk"), start=1):
        is_own = seat.user_id == viewer.user_id
        rows.append(
            SeatRow(
                seat=seat,
                name=(str(seat.person) if seat.person else seat.user.email) if names_all or is_own else _("Reviewer %(number)s") % {"number": number},
                conflicts=[str(rules.ReviewConflict(kind).label) for kind in seat.conflicts] if names_all or is_own else [],
                is_free=rules.is_free(seat.conflicts, seat.declared_conflict),
                has_scored=seat.pk in complete,
                scores={score.criterion_id: score for score in seat.scores.all()} if is_own else {},
            )
        )
    return rows


def _criteria(review: GroupReview, complete: Mapping[int, list[ReviewScore]], *, is_told: bool) -> list[CriterionRow]:
    rows = []
    for criterion in review.round.criteria.all():
        given = [score for scores in complete.values() for score in scores if score.criterion_id == criterion.pk]
        mean = sum(score.score for score in given) / len(given) if given and is_told else None
        rows.append(CriterionRow(criterion, mean, len(given), [score.remark for score in given if score.remark] if is_told else []))
    return rows


def _measures(figures: Mapping[str, Any], addresses: Mapping[str, str]) -> list[MeasureRow]:
    rows = []
    for measure in rules.ReviewMeasure:
        figure = figures["measures"].get(measure, {})
        worse = figure.get("not_worse_than")
        rows.append(
            MeasureRow(
                name=measure.value, label=str(measure.label), told=told(measure, figure.get("value")), of_what=_of_what(measure, figure),
                median=told(measure, figure.get("median")), not_worse_than=None if worse is None else round(100 * worse), likes=figure.get("of", 0),
                address=addresses.get(measure, "") if figure.get("part") and figure.get("value") is not None else "",
            )
        )  # fmt: skip
    return rows


def told(measure: str, value: float | None) -> str:
    """A value of a measure as people read it."""
    if value is None:
        return "–"
    if measure in _PER_CENT:
        return f"{100 * value:.0f} %"
    return f"{value:,.10g}" if measure in _PLAIN else f"{value:.2f}"


def _of_what(measure: str, figure: Mapping[str, Any]) -> str:
    """The count over its whole, such as "7 of 10"; nothing for a mean of answers or a plain count."""
    if figure.get("whole") is None or measure == rules.ReviewMeasure.SATISFACTION:
        return ""
    return _("%(part)s of %(whole)s") % {"part": f"{figure['part']:,}", "whole": f"{figure['whole']:,}"}


def _addresses(viewer: Viewer, review: GroupReview, year: YearSpan) -> dict[str, str]:
    """The rows behind each measure as they stand, where this viewer can open every one of them."""
    place, group = review.group.place(), {"group": review.group_id}
    during = {"since": year.first.isoformat(), "until": year.last.isoformat()}
    measure = rules.ReviewMeasure
    found: dict[str, str] = {}
    if meetings.may_see_activity(viewer, meetings.Visibility.GROUP, place):
        found[measure.PARTICIPATION] = _address("meetings:activity-list", group | during | {"stage": "held"})
    if rules.opens(viewer, problems.PERMISSIONS, "view_problem", place):
        found[measure.PROBLEM_YIELD] = _address("problems:problem-list", {**group, "funnel": "found", "heard_in": year.number})
        found[measure.SOLVED_RATE] = _address("problems:problem-list", group | during | {"funnel": "solved"})
    if rules.opens(viewer, problems.PERMISSIONS, "view_project", place):
        agreed = {f"agreed_{name}": day for name, day in during.items()}
        found |= dict.fromkeys((measure.MONEY_LEVERED, measure.PRIVATE_SHARE), _address("problems:project-list", group | agreed))
    if rules.opens(viewer, rules.PERMISSIONS, "view_outcome", place):
        found[measure.VERIFIED_OUTCOMES] = _address("outcomes:outcome-list", group | during | {"realisation": "realised", "verified": "1"})
    return found


def _address(url_name: str, wanted: Mapping[str, Any]) -> str:
    return f"{reverse(url_name)}?{urlencode(wanted)}"


def reviews_waiting_for(viewer: Viewer) -> list[QueueItem]:
    """What a reviewer has still to score."""
    if rules.PERMISSIONS.scope(viewer, "score_review") is None or viewer.user_id is None:
        return []
    seats = ReviewerSeat.objects.filter(user=viewer.user_id, conflicts=[], declared_conflict="", scores=None, review__programme=viewer.programme_id)
    waiting = seats.filter(review__state=rules.ReviewState.SCORING).select_related("review__group", "review__round").order_by("pk")
    return [
        QueueItem(
            str(seat.review), reverse("outcomes:review-score", args=[seat.review_id]), _("To be scored"), _("Yearly review"), invented=seat.review.invented
        )
        for seat in waiting[:QUEUE_LIMIT]
    ]
