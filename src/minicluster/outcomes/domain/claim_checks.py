"""Whether published figures agree with their own sentences, with what is counted here, and with each other."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Final

from django.utils.translation import gettext as _

from minicluster.analytics.claims import Check, ClaimError, check_claim, numbers_of, printed
from minicluster.members.models import Complex, Programme
from minicluster.outcomes import rules
from minicluster.outcomes.domain.counting import Whole
from minicluster.outcomes.models import Claim
from minicluster.platform.permissions import Viewer
from minicluster.platform.refusals import NotAllowedError, NotVisibleError
from minicluster.problems import rules as problems

NONE: Final = "no_formula"
OURS: Final[Mapping[str, Callable[[Whole], int]]] = {
    "complexes": lambda ours: Complex.objects.filter(programme=ours.programme).count(),
    "mini_clusters": lambda ours: ours.groups().count(),
    "member_firms": lambda ours: ours.member_firms(),
    "experts": lambda ours: ours.experts(),
    "activities": lambda ours: ours.activities().count(),
    "problems_found": lambda ours: ours.problems().filter(state__in=problems.PROBLEM_FUNNEL["found"]).count(),
    "problems_solved": lambda ours: ours.problems().filter(state__in=problems.PROBLEM_FUNNEL["solved"]).count(),
}


@dataclass(frozen=True)
class CheckedClaim:
    """A claim with what became of it.

    Attributes:
        own: whether its sentence agrees with its own numbers; None where it compares nothing, or its formula cannot be understood.
        problem: what is wrong with its formula; empty where nothing is.
        stale: codes of the claims whose value is no longer what the formula quotes.
        counted: what is counted here of the same thing in the same year; None where nothing is.
        ours: whether the claim agrees with that.
    """

    claim: Claim
    own: Check | None
    problem: str
    stale: tuple[str, ...]
    counted: int | None
    ours: Check | None

    @property
    def workings(self) -> rules.Workings | None:
        """How its own numbers were worked out."""
        return rules.workings_of(self.claim.formula, self.own) if self.own else None

    @property
    def sentence(self) -> str:
        """The verdict on its sentence in words."""
        return rules.verdict_label(self.own.verdict) if self.own else ""


def checked_claims(viewer: Viewer) -> list[CheckedClaim]:
    """Every published figure of the programme, checked, in the order of the codes.

    What is counted here is set beside figures of the whole programme that were counted and are of its present year: no other figure has the same perimeter.

    Raises:
        NotAllowedError: the viewer's role has no dashboard.
    """
    if rules.PERMISSIONS.scope(viewer, "view_dashboard") is None:
        raise NotAllowedError(_("A check against our own figures is for those who are signed in to the programme."))
    claims = list(Claim.objects.filter(programme_id=viewer.programme_id).prefetch_related("conflicts_with").order_by("code"))
    whole = Whole(Programme.objects.get(pk=viewer.programme_id))
    counted = {topic: count(whole) for topic, count in OURS.items() if any(_is_ours(claim, whole.programme, topic) for claim in claims)}
    values = {claim.code: claim for claim in claims}
    return [_checked(claim, values, counted.get(claim.topic) if _is_ours(claim, whole.programme, claim.topic) else None) for claim in claims]


def checked_claim(viewer: Viewer, code: str) -> CheckedClaim:
    """One published figure of the programme, checked; set beside what is counted here for whoever may see the dashboard.

    Raises:
        NotVisibleError: there is none with this code.
    """
    values = {claim.code: claim for claim in Claim.objects.filter(programme_id=viewer.programme_id).select_related("complex", "programme")}
    if code not in values:
        raise NotVisibleError
    claim, counted = values[code], None
    count = OURS.get(claim.topic)
    if count and _is_ours(claim, claim.programme, claim.topic) and rules.PERMISSIONS.scope(viewer, "view_dashboard"):
        counted = count(Whole(claim.programme))
    return _checked(claim, values, counted)


def side_by_side(claims: Iterable[Claim]) -> list[list[Claim]]:
    """The claims that contradict each other, each set once."""
    by_code = {claim.code: claim for claim in claims}
    sets: list[list[Claim]] = []
    seen: set[str] = set()
    for code in by_code:
        together, wait = set[str](), [code]
        while wait:
            one = wait.pop()
            if one in by_code and one not in together | seen:
                together.add(one)
                wait += [other.code for other in by_code[one].conflicts_with.all()]
        seen |= together
        if len(together) > 1:
            sets.append([by_code[one] for one in sorted(together)])
    return sets


def claims_report(viewer: Viewer) -> dict[str, Any]:
    """The checks for a machine: `summary` (how many of each verdict), `claims`, and `conflicts` side by side."""
    checked = checked_claims(viewer)
    told = [_told(one) for one in checked]
    verdicts = [one["verdict"] for one in told]
    return {
        "summary": {verdict: verdicts.count(verdict) for verdict in ("holds", "fails", "undecided", NONE)},
        "claims": told,
        "conflicts": [[_figure(claim) for claim in together] for together in side_by_side(one.claim for one in checked)],
    }


def _is_ours(claim: Claim, programme: Programme, topic: str) -> bool:
    return (
        claim.topic == topic
        and claim.scope == "programme"
        and claim.kind == rules.FigureKind.ACTUAL
        and claim.year == programme.today().year
        and claim.value is not None
    )


def _checked(claim: Claim, claims: Mapping[str, Claim], counted: int | None) -> CheckedClaim:
    own: Check | None = None
    problem, stale = "", tuple[str, ...]()
    if claim.formula:
        try:
            own, stale = check_claim(claim.formula), _stale(claim.formula, claims)
        except ClaimError as error:
            problem = str(error)
    return CheckedClaim(claim, own, problem, stale, counted, None if counted is None else _against(claim, counted))


def _stale(formula: Mapping[str, Any], claims: Mapping[str, Claim]) -> tuple[str, ...]:
    """The claims that a formula quotes with a number that is not theirs."""
    return tuple(code for figure, code in numbers_of(formula) if code and not _quotes(figure, claims.get(code)))


def _quotes(figure: str, claim: Claim | None) -> bool:
    if claim is None or claim.value is None:
        return False
    low, high = printed(figure).ends
    return bool(low <= claim.value <= high)


def _against(claim: Claim, counted: int) -> Check:
    """What is counted here beside the claim's figure, whose last digits that are 0 are taken for rounded: 1800 for 1750 to 1850."""
    figure = format(claim.value.normalize(), "E") if claim.value else "=0"
    return check_claim({"formula": "sum", "numbers": [f"={counted}"], "wording": "as_printed", "figure": figure})


def _told(checked: CheckedClaim) -> dict[str, Any]:
    claim, own = checked.claim, checked.own
    return {
        **_figure(claim),
        "formula": claim.formula or None,
        "verdict": str(own.verdict) if own else NONE,
        "check": own.as_data() if own else None,
        "problem": checked.problem,
        "stale": list(checked.stale),
        "ours": {"counted": checked.counted, "verdict": str(checked.ours.verdict)} if checked.ours else None,
        "conflicts_with": sorted(other.code for other in claim.conflicts_with.all()),
    }


def _figure(claim: Claim) -> dict[str, Any]:
    return {
        "code": claim.code,
        "statement": str(claim),
        "value": None if claim.value is None else float(claim.value),
        "unit": claim.unit,
        "year": claim.year,
        "kind": claim.kind,
        "scope": claim.scope,
        "source": claim.source,
    }
