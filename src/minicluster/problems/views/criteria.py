"""How candidates are found, in plain words."""

from django.http import HttpResponse
from django.shortcuts import render

from minicluster.platform.pages import ViewerRequest, page
from minicluster.problems.domain.matching import LONGEST_QUESTION, SHORTLIST_LENGTH
from minicluster.problems.domain.policy import policy_of
from minicluster.problems.rules import PERMISSIONS


@page(PERMISSIONS, "view_expertise")
def matching_criteria(request: ViewerRequest) -> HttpResponse:
    """The criteria by which candidates are found, what is not used, and what is written down about it."""
    figures = {"open_requests": policy_of(request.programme).open_requests_per_expert, "shortlist": SHORTLIST_LENGTH, "longest": LONGEST_QUESTION}
    return render(request, "problems/criteria.html", figures)
