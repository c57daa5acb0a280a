"""The programme's report for a machine: the figures of the dashboard under plain names."""

from typing import Any

from django.utils.translation import gettext as _

from minicluster.members.models import Programme
from minicluster.outcomes import rules
from minicluster.outcomes.domain.counting import Whole, counted_by
from minicluster.outcomes.domain.queries import totals_of
from minicluster.outcomes.domain.small_cells import told_sums
from minicluster.outcomes.models import Claim
from minicluster.platform.permissions import Viewer
from minicluster.platform.refusals import NotAllowedError, NotVisibleError
from minicluster.problems import rules as problems


def programme_report(viewer: Viewer) -> dict[str, Any]:
    """Groups, firms, experts, activities, problems by state, both funnels, outcomes expected and realised apart, and what was published.

    Raises:
        NotAllowedError: the viewer's role has no dashboard.
    """
    programme = Programme.objects.filter(pk=viewer.programme_id).first()
    if programme is None:
        raise NotVisibleError
    if rules.PERMISSIONS.scope(viewer, "view_dashboard") is None:
        raise NotAllowedError(_("A report is for those who are signed in to the programme."))
    whole = Whole(programme)
    states, kinds = counted_by(whole.problems(), "state"), counted_by(whole.activities(), "kind")
    return {
        "programme": str(programme),
        "as_of": programme.today().isoformat(),
        "invented": programme.invented,
        "groups": whole.groups().count(),
        "firms": whole.member_firms(),
        "experts": whole.experts(),
        "activities": sum(kinds.values()),
        "activities_by_kind": dict(sorted(kinds.items())),
        "problems": dict(sorted(states.items())),
        "funnel": _stages(problems.PROBLEM_FUNNEL, states),
        "support_funnel": _stages(problems.PROJECT_FUNNEL, counted_by(whole.projects(), "state")),
        "outcomes": _outcomes(viewer, whole),
        "claims": [_claim(claim) for claim in Claim.objects.filter(programme=programme).prefetch_related("conflicts_with").order_by("code")],
    }


def _stages(stages: Any, counts: Any) -> dict[str, int]:
    return {stage.key: stage.count for stage in rules.funnel(stages, counts)}


def _outcomes(viewer: Viewer, whole: Whole) -> dict[str, dict[str, float]]:
    """Realised and expected apart, by indicator; rates are not added up, and no sum of one or two firms is told to those who may not read the entries."""
    told, reads = told_sums(whole.outcomes()), rules.PERMISSIONS.allows(viewer, "view_outcome", whole.place)
    totals = [total for total in totals_of(whole.outcomes()) if total.indicator.is_additive]
    return {
        realisation.value: {
            total.indicator.slug: float(getattr(total, realisation)) for total in totals if reads or told.tells(total.indicator.pk, realisation)
        }
        for realisation in rules.Realisation
    }


def _claim(claim: Claim) -> dict[str, Any]:
    return {
        "code": claim.code,
        "topic": claim.topic,
        "scope": claim.scope,
        "kind": claim.kind,
        "value": None if claim.value is None else float(claim.value),
        "unit": claim.unit,
        "year": claim.year,
        "statement": str(claim),
        "source": claim.source,
        "conflicts_with": sorted(other.code for other in claim.conflicts_with.all()),
    }
