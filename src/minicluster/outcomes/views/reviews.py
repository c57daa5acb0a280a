"""The yearly reviews: the year at a glance, the sheet of a mini-cluster, and what is done with it."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from minicluster.members.domain.queries import acts_on
from minicluster.members.views.organisations import number_of
from minicluster.outcomes import rules
from minicluster.outcomes.domain import reviewing
from minicluster.outcomes.domain.reviews import possible_reviewers, review_for, rounds_for, seat_of, sheet_of, year_of_reviews
from minicluster.outcomes.forms.reviews import DecisionForm, RoundForm, ScoreForm, SeatForm
from minicluster.outcomes.models import GroupReview
from minicluster.platform.forms import PlainForm
from minicluster.platform.pages import ViewerRequest, page, shown_on


@page(rules.PERMISSIONS, "view_review")
def review_list(request: ViewerRequest) -> HttpResponse:
    """The reviews of a year."""
    rounds = rounds_for(request.viewer)
    asked = number_of(request.GET.get("year", ""))
    chosen = next((one for one in rounds if one.year == asked), rounds[0] if rounds else None)
    context = {
        "rounds": rounds,
        "chosen": chosen,
        "rows": year_of_reviews(request.viewer, chosen) if chosen else [],
        "may_open": rules.PERMISSIONS.scope(request.viewer, "open_review_round") is not None,
    }
    return render(request, "outcomes/review_list.html", context)


@page(rules.PERMISSIONS, "open_review_round", methods=("GET", "POST"))
def round_open(request: ViewerRequest) -> HttpResponse:
    """Open the reviews of a year."""
    form = RoundForm(request.POST or None, initial={"year": request.programme.today().year})
    if form.is_valid():
        with shown_on(form):
            typed = form.cleaned_data
            opened = reviewing.open_review_round(
                actor=request.viewer, year=typed["year"], fewest_reviewers=typed["fewest_reviewers"], outside_share=typed["outside_percent"] / 100,
                criteria=form.criteria(),
            )  # fmt: skip
            messages.success(request, _("The reviews of %(year)s are open. Name the reviewers of each mini-cluster next.") % {"year": opened.year})
            return redirect("outcomes:review-list")
    return render(request, "outcomes/recording.html", {"form": form, "verb": "open_review_round", "back": "outcomes:review-list"})


@page(rules.PERMISSIONS, "view_review")
def review(request: ViewerRequest, pk: int) -> HttpResponse:
    """The sheet of a mini-cluster."""
    return _sheet(request, review_for(request.viewer, pk))


@page(rules.PERMISSIONS, "seat_reviewer", methods=("POST",))
def review_seat(request: ViewerRequest, pk: int) -> HttpResponse:
    """Name a reviewer."""
    form = SeatForm(request.POST, reviewers=possible_reviewers(request.viewer))
    return _done(request, pk, "seat", form, lambda found: reviewing.seat_reviewer(actor=request.viewer, review=found, **form.cleaned_data))


@page(rules.PERMISSIONS, "seat_reviewer", methods=("POST",))
def review_unseat(request: ViewerRequest, pk: int, seat_pk: int) -> HttpResponse:
    """Take a reviewer back who has not scored."""
    form = PlainForm(request.POST)
    return _done(request, pk, "unseat", form, lambda found: reviewing.unseat_reviewer(actor=request.viewer, review=found, seat=seat_of(found, seat_pk)))


@page(rules.PERMISSIONS, "begin_scoring", methods=("POST",))
def review_scoring(request: ViewerRequest, pk: int) -> HttpResponse:
    """Freeze the figures and let the reviewers score."""
    return _done(request, pk, "begin", PlainForm(request.POST), lambda found: reviewing.begin_scoring(actor=request.viewer, review=found))


@page(rules.PERMISSIONS, "decide_review", methods=("POST",))
def review_decision(request: ViewerRequest, pk: int) -> HttpResponse:
    """Decide on the mini-cluster."""
    form = DecisionForm(request.POST)
    return _done(request, pk, "decision", form, lambda found: reviewing.decide_review(actor=request.viewer, review=found, **form.cleaned_data))


@page(rules.PERMISSIONS, "score_review", methods=("GET", "POST"))
def review_score(request: ViewerRequest, pk: int) -> HttpResponse:
    """A reviewer's declaration and scores."""
    found = review_for(request.viewer, pk)
    sheet = sheet_of(request.viewer, found)
    criteria = [row.criterion for row in sheet.criteria]
    form = ScoreForm(request.POST or None, criteria=criteria, initial=_given(sheet))
    if form.is_valid():
        with shown_on(form):
            typed = form.cleaned_data
            taken = reviewing.score_review(
                actor=request.viewer, review=found, no_conflict=typed["no_conflict"], declared_conflict=typed["declared_conflict"], scores=form.scores()
            )
            _tell(request, taken=taken)
            return redirect(found)
    return render(request, "outcomes/review_score.html", {"form": form, "sheet": sheet})


def _given(sheet: Any) -> dict[str, Any]:
    """What the reviewer gave before."""
    if sheet.own_seat is None:
        return {}
    given: dict[str, Any] = {"declared_conflict": sheet.own_seat.seat.declared_conflict}
    for row in sheet.criteria:
        if score := sheet.own_seat.scores.get(row.criterion.pk):
            given |= {f"score_{row.criterion.slug}": score.score, f"remark_{row.criterion.slug}": score.remark}
    return given


def _tell(request: ViewerRequest, *, taken: bool) -> None:
    if taken:
        messages.success(request, _("Your scores are stored. You may change them until it is decided."))
    else:
        messages.warning(
            request, _("A conflict of interest is on record, so that no scores of yours count for this mini-cluster. The programme office names somebody else.")
        )


def _done(request: ViewerRequest, pk: int, what: str, form: PlainForm, act: Callable[[GroupReview], object]) -> HttpResponse:
    found = review_for(request.viewer, pk)
    if form.is_valid():
        with shown_on(form):
            act(found)
            messages.success(request, _("Recorded."))
            return redirect(found)
    return _sheet(request, review_for(request.viewer, pk), {what: form})


def _sheet(request: ViewerRequest, found: GroupReview, typed: dict[str, PlainForm] | None = None) -> HttpResponse:
    sheet = sheet_of(request.viewer, found)
    forms: dict[str, PlainForm] = {
        "seat": SeatForm(reviewers=possible_reviewers(request.viewer), auto_id="seat_%s"),
        "begin": PlainForm(),
        "unseat": PlainForm(),
        "decision": DecisionForm(auto_id="decision_%s"),
    }
    failed = next(iter((typed or {}).values()), None)
    reads = rules.may_read_reasons(request.viewer, found.place())
    context = {"sheet": sheet, "forms": forms | (typed or {}), "form": failed, "history": acts_on(request.viewer, found, reads_reasons=reads)}
    return render(request, "outcomes/review.html", context, status=422 if failed else 200)
