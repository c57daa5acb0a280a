"""Who should meet in a mini-cluster: pairs with reasons in words, and how such proposals would have done in the last year."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from django.db.models import Q, QuerySet
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from minicluster.meetings import rules as meetings
from minicluster.meetings.domain.queries import activities_within
from minicluster.meetings.models import Activity, Invitation
from minicluster.members.domain.queries import groups_within
from minicluster.members.models import Group, Person, Tie
from minicluster.network import rules
from minicluster.network.domain.company import Company, company_of, people_in_reach, ruled_out, ties_around
from minicluster.network.domain.fitting import Fit, fits_in
from minicluster.network.models import PairSetAside
from minicluster.network.rules.hindsight import Hindsight, looked_back
from minicluster.network.rules.proposing import Likely, Pair, contacts_of, likely_pairs, who_should_meet_first
from minicluster.platform.permissions import Viewer
from minicluster.platform.refusals import NotVisibleError

_NAMED: Final = 3
_HIDDEN_YEAR: Final = timedelta(days=365)


@dataclass(frozen=True)
class Side:
    """One of the two."""

    person: Person
    organisation: str


@dataclass(frozen=True)
class Proposal:
    """Two people who should meet, and why.

    Attributes:
        pair: their numbers, the smaller first.
        sides: both.
        score: 0 to 1.
        reasons: in words.
        problem: the address of the open problem that it is about, where the reader may read it.
        common: how many people both know.
        invited: to which coming activities of the mini-cluster both are invited already.
    """

    pair: Pair
    sides: tuple[Side, Side]
    score: float
    reasons: list[str]
    problem: str
    common: int
    invited: list[str]

    @property
    def key(self) -> str:
        """Its name on a form, such as `12-31`."""
        return f"{self.pair[0]}-{self.pair[1]}"


@dataclass(frozen=True)
class ProposalsShown:
    """The proposals of a mini-cluster."""

    group: Group
    rows: list[Proposal]
    set_aside: list[PairSetAside]
    ahead: list[Activity]
    people: int
    hindsight: Hindsight
    since: date
    may_set_aside: bool
    may_plan: bool

    @property
    def reading(self) -> str:
        """What the list says."""
        if not self.rows:
            return _("Nothing speaks for a pair at present: nobody shares contacts or fitting expertise with somebody whom they have not met.")
        return ngettext(
            "Of %(people)s people %(count)s pair has not met and has something to say to each other.",
            "Of %(people)s people %(count)s pairs have not met and have something to say to each other.",
            len(self.rows),
        ) % {"people": self.people, "count": len(self.rows)}

    @property
    def looking_back(self) -> str:
        """How the proposals would have done, had they been made a year ago from the ties until then."""
        told = self.hindsight
        if not told.proposed or not told.met:
            return _("The last year cannot tell how good such proposals are: nobody could have been proposed, or nobody met for the first time.")
        facts = {
            "proposed": told.proposed, "came": told.came_true, "chance": f"{told.by_chance:.1f}", "common": told.by_common, "since": self.since.isoformat(),
        }  # fmt: skip
        return (
            _(
                "Looking back: of the first %(proposed)s proposals that the ties before %(since)s would have given, %(came)s have met since; drawn by lot it would be %(chance)s, by the number of contacts in common alone %(common)s."
            )
            % facts
        )


def group_to_propose_in(viewer: Viewer, pk: int) -> Group:
    """One mini-cluster in which the viewer may see who should meet; any other does not exist."""
    return get_object_or_404(groups_within(viewer, rules.PERMISSIONS.scope(viewer, "view_meeting_proposals")), pk=pk)


def proposals_for(viewer: Viewer, group: Group) -> ProposalsShown:
    """Who should meet, for whoever may see that, with reasons from what this viewer may read."""
    rules.PERMISSIONS.require(viewer, "view_meeting_proposals", group.place())
    company, today = company_of(group), group.programme.today()
    ties, fits = ties_around(group, company.people), fits_in(viewer, company)
    matches, out = {pair: fit.share for pair, fit in fits.items()}, ruled_out(group, company)
    likely = who_should_meet_first(likely_pairs(company.people, ties, matches), out)
    known, since = contacts_of(ties), today - _HIDDEN_YEAR
    seen = people_in_reach(viewer, set().union(*(_both_know(known, pair.pair) for pair in likely)))
    grounds = _Grounds(company, known, seen, fits, _invited(group, {person for pair in likely for person in pair.pair}))
    return ProposalsShown(
        group=group,
        rows=[_proposal(pair, grounds) for pair in likely],
        set_aside=list(pairs_set_aside(viewer, group)),
        ahead=list(activities_to_invite_to(viewer, group)),
        people=len(company.people),
        hindsight=_hindsight(viewer, group, company, since),
        since=since,
        may_set_aside=rules.PERMISSIONS.allows(viewer, "set_pair_aside", group.place()),
        may_plan=meetings.PERMISSIONS.allows(viewer, "plan_activity", group.place()),
    )


def activities_to_invite_to(viewer: Viewer, group: Group) -> QuerySet[Activity]:
    """The coming activities of the mini-cluster to which the viewer may invite, the next first."""
    ahead = activities_within(viewer, "invite_person").filter(groups=group, state__in=meetings.AHEAD, starts_at__gt=group.programme.now())
    return ahead.order_by("starts_at", "pk")


def pairs_set_aside(viewer: Viewer, group: Group) -> QuerySet[PairSetAside]:
    """The pairs that were set aside in a mini-cluster, latest first."""
    rules.PERMISSIONS.require(viewer, "view_meeting_proposals", group.place())
    contacts = [f"{side}__{field}" for side in ("one", "other") for field in ("email", "phone")]
    return PairSetAside.objects.filter(group=group).select_related("one", "other", "programme").defer(*contacts).order_by("-set_aside_at", "-pk")


def pair_to_set_aside(viewer: Viewer, pk: int, one: int, other: int) -> tuple[Group, Person, Person]:
    """Two people of a mini-cluster, for whoever may say that they need not meet; anybody else does not exist here."""
    group = group_to_propose_in(viewer, pk)
    rules.PERMISSIONS.require(viewer, "set_pair_aside", group.place())
    people = company_of(group).people
    if one == other or one not in people or other not in people:
        raise NotVisibleError
    return group, people[one], people[other]


def pair_set_aside_for(viewer: Viewer, pk: int) -> PairSetAside:
    """One pair that was set aside, for whoever may take that back."""
    rows = PairSetAside.objects.filter(programme_id=viewer.programme_id).select_related("group__complex", "one", "other", "programme")
    found = get_object_or_404(rows.defer("one__email", "one__phone", "other__email", "other__phone"), pk=pk)
    rules.PERMISSIONS.require(viewer, "set_pair_aside", found.place())
    return found


@dataclass(frozen=True)
class _Grounds:
    """What reasons are made of: whom each of two knows, who of these may be named, what fits, and who is invited where."""

    company: Company
    known: Mapping[int, set[int]]
    seen: Mapping[int, Person]
    fits: Mapping[Pair, Fit]
    invited: list[tuple[str, set[int]]]

    def common(self, pair: Pair) -> list[int]:
        """Whom both know, those first who know the fewest: they are the better introduction."""
        return sorted(_both_know(self.known, pair), key=lambda person: (len(self.known[person]), person))


def _both_know(known: Mapping[int, set[int]], pair: Pair) -> set[int]:
    return known.get(pair[0], set()) & known.get(pair[1], set())


def _proposal(likely: Likely, grounds: _Grounds) -> Proposal:
    common, fit = grounds.common(likely.pair), grounds.fits.get(likely.pair)
    return Proposal(
        pair=likely.pair,
        sides=(_side(grounds.company, likely.one), _side(grounds.company, likely.other)),
        score=likely.score,
        reasons=[*_common_reason(common, grounds.seen), *_fit_reasons(grounds.company, fit)],
        problem=fit.problem.get_absolute_url() if fit and fit.problem else "",
        common=len(common),
        invited=[title for title, people in grounds.invited if set(likely.pair) <= people],
    )


def _side(company: Company, person: int) -> Side:
    return Side(company.people[person], str(company.organisation_of(person) or ""))


def _common_reason(people: list[int], seen: Mapping[int, Person]) -> list[str]:
    """Whom both know: some by name where the viewer may see them, the others as a number."""
    if not people:
        return []
    names = [str(seen[person]) for person in people if person in seen][:_NAMED]
    facts = {"count": len(people), "names": ", ".join(names), "more": len(people) - len(names)}
    if not names:
        return [ngettext("Both know %(count)s person.", "Both know %(count)s people.", len(people)) % facts]
    if not facts["more"]:
        return [ngettext("Both know %(count)s person: %(names)s.", "Both know %(count)s people: %(names)s.", len(people)) % facts]
    return [_("Both know %(count)s people: %(names)s and %(more)s more.") % facts]


def _fit_reasons(company: Company, fit: Fit | None) -> list[str]:
    if fit is None:
        return []
    facts = {
        "expert": company.people[fit.expert], "statement": fit.statement, "firm": fit.firm, "words": ", ".join(fit.words),
        "makes": fit.firm.products or fit.firm.public_note, "asks": fit.problem.title if fit.problem else "",
    }  # fmt: skip
    if fit.problem is not None:
        return [_("%(expert)s knows “%(statement)s”; %(firm)s has the open problem “%(asks)s” (in both: %(words)s).") % facts]
    return [_("%(expert)s knows “%(statement)s”; %(firm)s makes “%(makes)s” (in both: %(words)s).") % facts]


def _invited(group: Group, people: Collection[int]) -> list[tuple[str, set[int]]]:
    """The coming activities of the mini-cluster, each with those of these people who are invited."""
    coming = Q(activity__groups=group, activity__state__in=meetings.AHEAD, activity__starts_at__gt=group.programme.now())
    found: dict[int, tuple[str, set[int]]] = {}
    rows = Invitation.objects.filter(coming, person_id__in=people).order_by("activity__starts_at", "activity_id")
    for activity, title, person in rows.values_list("activity_id", "activity__title", "person_id"):
        found.setdefault(activity, (title, set()))[1].add(person)
    return list(found.values())


def _hindsight(viewer: Viewer, group: Group, company: Company, since: date) -> Hindsight:
    """The same proposals from the ties before that day, beside who met since.

    Open problems are left out: those of today were not open then, and those of then are solved, often through the very tie that is to be foreseen.
    """
    people = company.people
    met = Tie.objects.filter(one_id__in=people, other_id__in=people, programme=group.programme, on_date__gte=since)
    matches = {pair: fit.share for pair, fit in fits_in(viewer, company, with_problems=False).items()}
    return looked_back(people, ties_around(group, people, before=since), set(met.values_list("one_id", "other_id")), matches)
