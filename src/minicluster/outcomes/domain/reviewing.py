"""What is done in a yearly review: a round is opened, reviewers are seated, they declare and score, and it is decided."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from minicluster.meetings.domain.years import year_named
from minicluster.members.domain.actions.groups import take_group_step
from minicluster.members.models import Group, Programme, RoleAssignment
from minicluster.members.rules import GroupState
from minicluster.outcomes import rules
from minicluster.outcomes.domain.review_conflicts import conflicts_of, is_from_outside
from minicluster.outcomes.domain.review_counts import member_firms, year_counts
from minicluster.outcomes.models import GroupReview, ReviewCriterion, ReviewerSeat, ReviewRound, ReviewScore
from minicluster.platform.audit.journal import record_act, take_step
from minicluster.platform.permissions import Place, Role, Viewer
from minicluster.platform.personal_numbers import refuse_resident_registration_numbers
from minicluster.platform.refusals import IllegalStepError, InvalidInputError, NotVisibleError

REVIEWED: tuple[str, ...] = (GroupState.ACTIVE, GroupState.ON_WATCH)


@transaction.atomic
def open_review_round(
    *, actor: Viewer, year: int, fewest_reviewers: int = 3, outside_share: float = 0.5, criteria: Sequence[rules.Criterion] = rules.STANDARD_CRITERIA
) -> ReviewRound:
    """Open the reviews of a year: one for each mini-cluster that is active or on watch.

    Raises:
        InvalidInputError: the year is open already or has not begun, there is no criterion, or a share outside 0-1.
    """
    rules.PERMISSIONS.require(actor, "open_review_round", Place(actor.programme_id))
    programme = Programme.objects.get(pk=actor.programme_id)
    _refuse_round(programme, year, outside_share, criteria)
    opened = ReviewRound.objects.create(
        programme=programme, invented=programme.invented, year=year, fewest_reviewers=fewest_reviewers, outside_share=outside_share, opened_at=programme.now()
    )
    ReviewCriterion.objects.bulk_create(
        ReviewCriterion(round=opened, slug=one.slug, name_ko=one.name_ko, name_en=one.name_en, measure=one.measure, direction=one.direction, weight=one.weight,
                        place_in_order=place)
        for place, one in enumerate(criteria)
    )  # fmt: skip
    groups = Group.objects.filter(programme=programme, state__in=REVIEWED).order_by("complex", "pk")
    GroupReview.objects.bulk_create(GroupReview(programme=programme, invented=programme.invented, round=opened, group=group) for group in groups)
    record_act(actor=actor, action="open_review_round", record=opened, fields=("year", "fewest_reviewers", "outside_share"))
    return opened


def _refuse_round(programme: Programme, year: int, outside_share: float, criteria: Sequence[rules.Criterion]) -> None:
    if not 0 <= outside_share <= 1:
        raise InvalidInputError(_("The share of reviewers from outside lies between 0 and 100 per cent. Nothing was stored."), field="outside_percent")
    if not criteria or any(one.weight < 1 for one in criteria):
        raise InvalidInputError(_("At least one criterion needs a weight. Nothing was stored."), field="")
    if year_named(programme.pk, year).first > programme.today():
        raise InvalidInputError(_("This year has not begun, so that there is nothing to review. Nothing was stored."), field="year")
    if ReviewRound.objects.filter(programme=programme, year=year).exists():
        raise InvalidInputError(_("The reviews of this year are open already. Nothing was stored; please go on with those."), field="year")


@transaction.atomic
def seat_reviewer(*, actor: Viewer, review: GroupReview, assignment: RoleAssignment) -> ReviewerSeat:
    """Name a reviewer for a mini-cluster. Conflicts that records show are kept with the seat: whoever has one does not score and does not count.

    Raises:
        InvalidInputError: they are named already.
        IllegalStepError: it was decided.
        NotVisibleError: no reviewer of this programme.
    """
    rules.PERMISSIONS.require(actor, "seat_reviewer", review.place())
    _refuse_decided(review)
    if assignment.programme_id != review.programme_id or assignment.role != Role.REVIEWER:
        raise NotVisibleError
    if review.seats.filter(user=assignment.user_id).exists():
        raise InvalidInputError(_("This reviewer is named already. Nothing was changed."), field="assignment")
    seat = ReviewerSeat.objects.create(
        review=review, user=assignment.user, person=assignment.person, is_outside_region=is_from_outside(assignment, review.group),
        conflicts=conflicts_of(assignment, review.group),
    )  # fmt: skip
    record_act(actor=actor, action="seat_reviewer", record=review, fields=("seats",))
    return seat


@transaction.atomic
def unseat_reviewer(*, actor: Viewer, review: GroupReview, seat: ReviewerSeat) -> None:
    """Take a reviewer back who has not scored yet.

    Raises:
        InvalidInputError: they have scored: what was given stays.
    """
    rules.PERMISSIONS.require(actor, "seat_reviewer", review.place())
    _refuse_decided(review)
    if seat.scores.exists():
        raise InvalidInputError(_("This reviewer has scored, so that the seat stays with what was given. Nothing was changed."))
    seat.delete()
    record_act(actor=actor, action="seat_reviewer", record=review, fields=("seats",))


@transaction.atomic
def begin_scoring(*, actor: Viewer, review: GroupReview) -> None:
    """Freeze the figures as they stand and let the reviewers score; the mini-cluster is under review from now on.

    Raises:
        InvalidInputError: too few reviewers without a conflict, or too few of them from outside the region.
    """
    rules.PERMISSIONS.require(actor, "begin_scoring", review.place())
    for shortage in quota_of_review(review).shortages:
        raise InvalidInputError(_("%(shortage)s Nothing was changed; please name more reviewers first.") % {"shortage": shortage.label})
    take_step(review, "begin_scoring", actor=actor, figures=figures_now(review))
    if review.group.state in REVIEWED:
        take_group_step(actor=actor, group=review.group, verb="begin_yearly_review")


@transaction.atomic
def score_review(*, actor: Viewer, review: GroupReview, no_conflict: bool, declared_conflict: str = "", scores: Mapping[str, tuple[int, str]]) -> bool:
    """A reviewer declares whether there is a conflict, and scores each criterion (0 to 5, with a remark); until it is decided they may change it.

    Returns:
        Whether the scores were taken: not with a conflict that was declared, or that records show by now.

    Raises:
        NotVisibleError: they are not named for this mini-cluster.
        InvalidInputError: nothing declared, or a criterion without a score.
        IllegalStepError: it is not being scored.
    """
    rules.PERMISSIONS.require(actor, "score_review", review.place())
    seat = review.seats.select_for_update().filter(user=actor.user_id).first()
    if seat is None:
        raise NotVisibleError
    _refuse_outside_scoring(review)
    refuse_resident_registration_numbers(declared_conflict=declared_conflict, **{slug: remark for slug, (_score, remark) in scores.items()})
    if no_conflict == bool(declared_conflict.strip()):
        raise InvalidInputError(_("Please say either that you have no conflict of interest, or which one you have. Nothing was stored."), field="no_conflict")
    is_free = _declared(review, seat, declared_conflict.strip())
    if is_free:
        _give(review, seat, scores)
    else:
        seat.scores.all().delete()
    record_act(actor=actor, action="score_review", record=review, fields=("scores",))
    return is_free


def _declared(review: GroupReview, seat: ReviewerSeat, conflict: str) -> bool:
    """What records show is looked up anew: a reviewer may have taken up work with a member since."""
    assignment = RoleAssignment.objects.filter(user=seat.user_id, programme=review.programme_id, role=Role.REVIEWER).select_related("person").first()
    seat.conflicts = conflicts_of(assignment, review.group) if assignment else seat.conflicts
    seat.declared_conflict, seat.declared_at = conflict, review.now()
    seat.save(update_fields=["conflicts", "declared_conflict", "declared_at"])
    return rules.is_free(seat.conflicts, conflict)


def _give(review: GroupReview, seat: ReviewerSeat, scores: Mapping[str, tuple[int, str]]) -> None:
    for criterion in review.round.criteria.all():
        if criterion.slug not in scores:
            raise InvalidInputError(_("Please give a score for each criterion. Nothing was stored."), field=criterion.slug)
        score, remark = scores[criterion.slug]
        if not 0 <= score <= rules.BEST_SCORE:
            raise InvalidInputError(_("A score lies between 0 and 5. Nothing was stored."), field=criterion.slug)
        given = {"score": score, "remark": remark.strip(), "scored_at": review.now()}
        ReviewScore.objects.update_or_create(seat=seat, criterion=criterion, defaults=given)


@transaction.atomic
def decide_review(*, actor: Viewer, review: GroupReview, decision: str, why: str) -> None:
    """Decide on a mini-cluster, with reasons; it goes on, is watched, graduates or closes with it. Whether it merges or splits is decided here and done on its own page.

    Raises:
        InvalidInputError: not enough reviewers have scored, or no reason.
    """
    rules.PERMISSIONS.require(actor, "decide_review", review.place())
    refuse_resident_registration_numbers(why=why)
    if review.state == rules.ReviewState.SCORING and len(complete_scores(review)) < review.round.fewest_reviewers:
        raise InvalidInputError(
            _("%(there)s of %(needed)s reviewers have scored every criterion. Nothing was changed; please wait for them, or name others.")
            % {"there": len(complete_scores(review)), "needed": review.round.fewest_reviewers},
            field="decision",
        )
    take_step(review, "decide_review", actor=actor, why=why, decision=decision, decided_by_id=actor.user_id, decided_at=review.now())
    # The reasons stand on the sheet for all who read it; those in the journal are blank for most.
    GroupReview.objects.filter(pk=review.pk).update(why=why)
    step = rules.GROUP_STEPS.get(rules.ReviewDecision(decision))
    if step and review.group.state == GroupState.UNDER_REVIEW:
        take_group_step(actor=actor, group=review.group, verb=step, why=why)


def complete_scores(review: GroupReview) -> dict[int, list[ReviewScore]]:
    """The scores of the seats without a conflict that have scored every criterion, by seat."""
    criteria = review.round.criteria.count()
    by_seat: dict[int, list[ReviewScore]] = {}
    for score in ReviewScore.objects.filter(seat__review=review, seat__conflicts=[], seat__declared_conflict="").order_by("pk"):
        by_seat.setdefault(score.seat_id, []).append(score)
    return {seat: scores for seat, scores in by_seat.items() if len(scores) == criteria}


def quota_of_review(review: GroupReview) -> rules.Quota:
    """How many reviewers a review needs and has."""
    free = [seat.is_outside_region for seat in review.seats.all() if rules.is_free(seat.conflicts, seat.declared_conflict)]
    return rules.quota_of(free, fewest=review.round.fewest_reviewers, outside_share=review.round.outside_share)


def figures_now(review: GroupReview) -> dict[str, Any]:
    """The figures of a review as they stand now, beside the median of its like: what is frozen when the scoring begins."""
    year = year_named(review.programme_id, review.round.year)
    counts = year_counts(review.programme_id, year)
    firms = member_firms(review.programme_id)
    return figures_of(review.group_id, {group: rules.review_figures(one) for group, one in counts.items()}, firms) | {"counted_at": review.now().isoformat()}


def figures_of(group: int, measured: Mapping[int, Mapping[str, rules.MeasuredValue]], firms: Mapping[int, int]) -> dict[str, Any]:
    """The figures of one mini-cluster beside its like, as they are frozen: `measures` by name, `likes` (ids), `firms`."""
    likes = rules.likes_of(group, firms)
    measures = {}
    for name, figure in measured[group].items():
        compared = rules.standing(figure.value, [measured[like][name].value for like in likes], rules.Direction.UP)
        among = {"median": compared.median, "not_worse_than": compared.not_worse_than, "of": compared.of} if compared else {}
        measures[str(name)] = {**figure.as_data(), **among}
    return {"measures": measures, "likes": likes, "firms": firms.get(group, 0)}


def _refuse_decided(review: GroupReview) -> None:
    if review.state == rules.ReviewState.DECIDED:
        raise IllegalStepError(_("This review is decided, so that its reviewers stay as they are. Nothing was changed."))


def _refuse_outside_scoring(review: GroupReview) -> None:
    if review.state != rules.ReviewState.SCORING:
        raise IllegalStepError(_("This mini-cluster is not being scored now. Nothing was stored; please ask the programme office."))
