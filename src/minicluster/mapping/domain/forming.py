"""Between the records and the library: a complex's organisations as those who are to be grouped, and a proposal as the library's board."""

from collections import defaultdict
from collections.abc import Collection, Iterable
from itertools import combinations
from typing import Any, Final

import polars as pl
from django.db.models import Prefetch, Q, QuerySet

from minicluster.analytics.formation import Board, Likeness, Organisations, Role, Rule, Wording, board_of, likeness_of, parse_rules, read_organisations
from minicluster.mapping.domain.figures import Figures, figures_of
from minicluster.mapping.domain.measuring import Measures
from minicluster.mapping.models import Placement, Proposal
from minicluster.members import rules as members
from minicluster.members.models import Affiliation, Complex, Membership, Organisation, OrganisationClassification, Tie, in_language

# A complex office runs the groups and sits in none.
_ROLES: Final = {kind: Role(kind.value) for kind in members.OrganisationKind if kind is not members.OrganisationKind.COMPLEX_OFFICE}


def organisations_in(complex_: Complex) -> QuerySet[Organisation]:
    """Who could be grouped in a complex: whoever has a site there or sits in one of its groups today."""
    today = complex_.programme.today()
    sites = Q(pk__in=complex_.sites.on(today).values("organisation"))
    seats = Q(pk__in=Membership.objects.on(today).filter(group__complex=complex_, state__in=members.LIVING_MEMBERSHIP).values("organisation"))
    return Organisation.objects.filter(sites | seats, programme=complex_.programme, kind__in=list(_ROLES)).order_by("pk")


def gathered(complex_: Complex, *, only: Collection[int] | None = None) -> tuple[Organisations, Likeness]:
    """The organisations of a complex, or only some of them, and how alike they are: by related industries, by what they make, and by who met whom.

    Raises:
        TableError: there is nobody, or nothing by which to compare.
    """
    seats = Membership.objects.filter(group__complex=complex_, state__in=members.LIVING_MEMBERSHIP, representative__isnull=False)
    known = organisations_in(complex_).prefetch_related(
        "classifications", Prefetch("memberships", queryset=seats.select_related("representative"), to_attr="seats_here")
    )
    figures = figures_of(complex_.programme)
    rows = [_row(organisation, figures) for organisation in (known if only is None else known.filter(pk__in=only))]
    organisations = read_organisations(pl.DataFrame(rows, schema=dict.fromkeys(_COLUMNS, pl.String), infer_schema_length=None))
    return organisations, likeness_of(organisations, relatedness=_relatedness(figures, rows), ties=_ties(organisations))


def rules_of(text: str, organisations: Organisations) -> tuple[Rule, ...]:
    """The rules that somebody typed; none where nothing was.

    Raises:
        RulesError: they cannot be followed.
    """
    return parse_rules(text, organisations) if text.strip() else ()


def said(wording: Wording) -> str:
    """What the library says, in the reader's language."""
    return in_language(wording.ko, wording.en)


def board_for_moving(proposal: Proposal) -> Board:
    """Where everybody stands in a proposal, for prices and broken rules. Who came to the complex or left it since then stands nowhere.

    Raises:
        TableError: nobody of the proposal is left.
    """
    placements = Placement.objects.filter(proposed_group__proposal=proposal, is_guest=False)
    homes = dict(placements.values_list("organisation_id", "proposed_group__number"))
    organisations, likeness = gathered(proposal.complex, only=homes)
    rules = rules_of(proposal.rules_text, organisations)
    return board_of(organisations, likeness, rules, [homes[int(name)] for name in organisations.ids], proposal.groups.count())


_COLUMNS: Final = ("id", "name", "role", "industry", "industry_name", "industry_name_en", "speciality", "persons")


def _row(organisation: Any, figures: Figures) -> dict[str, str]:
    code = _finest(organisation.classifications.all(), figures)
    people = {f"{seat.representative.name_ko} ({seat.representative.reference})" for seat in organisation.seats_here}
    return {
        "id": str(organisation.pk), "name": organisation.name_ko, "role": _ROLES[organisation.kind].value, "industry": code,
        "industry_name": figures.names_ko.get(code, ""), "industry_name_en": figures.names_en.get(code, ""),
        "speciality": organisation.products, "persons": "; ".join(sorted(people)),
    }  # fmt: skip


def _finest(classifications: Iterable[OrganisationClassification], figures: Figures) -> str:
    """The organisation's code that says most among those that the figures know; blank where they know none."""
    codes = [one.code for one in classifications if one.code in figures.names]
    return max(codes, key=lambda code: (len(code), code), default="")


def _relatedness(figures: Figures, rows: list[dict[str, str]]) -> pl.DataFrame | None:
    """The proximity of the industries over all regions; nothing where the figures are too few to say."""
    if not figures.years or not any(row["industry"] for row in rows):
        return None
    table = Measures(figures, figures.years[-1]).proximity.rename({"code_1": "industry_1", "code_2": "industry_2"})
    codes = {row["industry"] for row in rows} - {""}
    return table.select("industry_1", "industry_2", "proximity") if codes <= set(table["industry_1"]) else None


def _ties(organisations: Organisations) -> pl.DataFrame | None:
    """How often people of two organisations met, were introduced or worked together."""
    ids = [int(name) for name in organisations.ids]
    works_at: dict[int, list[str]] = {}
    for person, organisation in Affiliation.objects.filter(organisation_id__in=ids, valid_to=None).values_list("person_id", "organisation_id"):
        works_at.setdefault(person, []).append(str(organisation))
    weights: defaultdict[tuple[str, str], float] = defaultdict(float)
    for one, other, weight in Tie.objects.filter(one_id__in=works_at, other_id__in=works_at).values_list("one_id", "other_id", "weight"):
        for a, b in combinations(sorted({*works_at[one], *works_at[other]}), 2):
            weights[a, b] += weight
    if not weights:
        return None
    return pl.DataFrame([(a, b, float(weight)) for (a, b), weight in weights.items()], schema=["a", "b", "weight"], orient="row")
