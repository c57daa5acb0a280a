"""From records to answers: calls and firms are generated as records, judged by the product, and judged once more as plainly as can be from what was generated."""

from datetime import date, timedelta

import pytest
from factories import make_complex, make_group, make_organisation, make_problem, make_programme, make_project, make_support_programme
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from minicluster.members.models import Membership, OrganisationClassification, OrganisationSize, Site
from minicluster.problems.domain.eligibility import calls_with_conditions, judged
from minicluster.problems.models import Call, CallConditions

TODAY = date(2007, 10, 22)
SIZES, CODES, SHARES = ("large", "mid", "sme", "micro"), ("27", "271", "29", "301"), (0.0, 0.5, 0.7)
# Days near which something begins or ends, and days far from all of it.
days = st.sampled_from((-40, -11, -10, -9, -1, 0, 1, 40)).map(lambda number: TODAY + timedelta(days=number))
mostly = st.sampled_from((True, True, False))


@st.composite
def ranges(draw, values):
    """A dated row: a value, since when, and until when if it has ended."""
    since, length = draw(days), draw(st.none() | st.sampled_from((1, 9, 10, 11, 50)))
    return draw(values), since, None if length is None else since + timedelta(days=length)


calls = st.fixed_dictionaries(
    {
        "opens_on": days,
        "length": st.sampled_from((0, 1, 100, 110)),
        "complexes": st.lists(st.integers(0, 1), unique=True),
        "sizes": st.lists(st.sampled_from(SIZES), unique=True, max_size=3),
        "codes": st.lists(st.sampled_from(CODES), unique=True, max_size=2),
        "asks_membership": st.booleans(),
        "groups": st.lists(st.integers(0, 1), unique=True),
        "shares": st.dictionaries(st.sampled_from(SIZES), st.sampled_from(SHARES), max_size=3),
        "cap": st.none() | st.sampled_from((50, 100)),
        "partners": st.integers(1, 3),
        "one_per_year": st.booleans(),
        "no_double_funding": st.booleans(),
    }
)
firms = st.fixed_dictionaries(
    {
        "sites": st.lists(ranges(st.none() | st.integers(0, 1)), max_size=3),
        "sizes": st.lists(ranges(st.sampled_from(SIZES)), max_size=2),
        "codes": st.lists(st.sampled_from(CODES), unique=True, max_size=2),
        "members": st.dictionaries(st.integers(0, 1), st.tuples(st.sampled_from(("active", "dormant", "left", "applied", "refused")), days), max_size=2),
        # What was granted: by the same support programme or another one, for the same work or other, in the call's year or the one before.
        "granted": st.lists(st.tuples(mostly, st.booleans(), st.booleans(), mostly), max_size=3),
    }
)
plans = st.none() | st.fixed_dictionaries({"state": st.integers(0, 120), "own": st.integers(0, 120), "partners": st.integers(0, 3)})


class World:
    """Two complexes, two groups, two support programmes, and the records of one generated case."""

    def __init__(self):
        self.programme = make_programme()
        self.complexes = [make_complex(self.programme) for _time in range(2)]
        self.groups = [make_group(complex=self.complexes[0]) for _time in range(2)]
        self.supports = [make_support_programme(self.programme) for _time in range(2)]

    def call(self, asked):
        closes_on = asked["opens_on"] + timedelta(days=asked["length"])
        call = Call.objects.create(
            programme=self.programme, support_programme=self.supports[0], opens_on=asked["opens_on"], closes_on=closes_on, cap_krw=asked["cap"],
            state_share_by_size=asked["shares"], minimum_partners=asked["partners"], one_per_year=asked["one_per_year"],
            no_double_funding=asked["no_double_funding"],
        )  # fmt: skip
        call.eligible_complexes.set([self.complexes[number] for number in asked["complexes"]])
        conditions = CallConditions.objects.create(
            programme=self.programme, call=call, sizes=asked["sizes"], industry_codes=asked["codes"], asks_membership=asked["asks_membership"]
        )
        conditions.groups.set([self.groups[number] for number in asked["groups"]])
        return call

    def firm(self, known):
        firm = make_organisation(self.programme)
        for number, since, until in known["sites"]:
            Site.objects.create(organisation=firm, complex=None if number is None else self.complexes[number], valid_from=since, valid_to=until)
        for size, since, until in known["sizes"]:
            OrganisationSize.objects.create(organisation=firm, size=size, valid_from=since, valid_to=until)
        for code in known["codes"]:
            OrganisationClassification.objects.create(organisation=firm, code=code)
        for number, (state, since) in known["members"].items():
            ended = since + timedelta(days=10) if state in ("left", "refused") else None
            Membership.objects.create(
                programme=self.programme, group=self.groups[number], organisation=firm, kind="regular", state=state, valid_from=since, valid_to=ended
            )
        return firm

    def grant(self, firm, call, work, granted):
        for is_same_programme, is_same_work, is_same_year, is_selected in granted:
            closes_on = call.closes_on if is_same_year else call.closes_on.replace(year=call.closes_on.year - 1, day=1)
            other = Call.objects.create(
                programme=self.programme, support_programme=self.supports[not is_same_programme], opens_on=closes_on, closes_on=closes_on
            )
            problem = work if is_same_work else make_problem(self.groups[0], firm)
            project = make_project(problem, call=other, state="running" if is_selected else "rejected")
            project.partners.create(organisation=firm, role="lead")

    def plan(self, work, call, firm, planned):
        project = make_project(work, call=call)
        for number in range(planned["partners"]):
            project.partners.create(organisation=firm if number == 0 else make_organisation(self.programme), role="lead" if number == 0 else "firm")
        for source, krw in (("state", planned["state"]), ("firm", planned["own"])):
            project.budget.create(source=source, planned_krw=krw)
        return project


def on_the_day(rows):
    return [value for value, since, until in rows if since <= TODAY and (until is None or until > TODAY)]


def plainly(asked, known, planned, closes_on):  # noqa: C901, PLR0912  # it is to be plain, not short
    """Rule by rule, from what was generated and not from the records."""
    said = {"window": "yes" if asked["opens_on"] <= TODAY <= closes_on else "no"}
    sites, sizes = on_the_day(known["sites"]), on_the_day(known["sizes"])
    if asked["complexes"]:
        said["site_in_complex"] = "unknown" if not sites else "yes" if any(site in asked["complexes"] for site in sites) else "no"
    if asked["sizes"]:
        said["size_class"] = "unknown" if not sizes else "yes" if any(size in asked["sizes"] for size in sizes) else "no"
    if asked["codes"]:
        fits = any(code.startswith(wanted) for code in known["codes"] for wanted in asked["codes"])
        said["industry"] = "unknown" if not known["codes"] else "yes" if fits else "no"
    if asked["asks_membership"]:
        mine = []
        for number, (state, since) in known["members"].items():
            held = since <= TODAY and (state in ("active", "dormant") or (state == "left" and since + timedelta(days=10) > TODAY))
            mine += [number] if held else []
        wanted = asked["groups"] or [0, 1]
        said["membership"] = "yes" if any(number in wanted for number in mine) else "no"
    money = None if planned is None or planned["state"] + planned["own"] == 0 else planned
    if asked["shares"]:
        limit = max((asked["shares"].get(size, 0) for size in sizes), default=0)
        if not sizes:
            said["co_funding"] = "unknown"
        elif limit == 0:
            said["co_funding"] = "no"
        elif money is None:
            said["co_funding"] = "unknown"
        else:
            said["co_funding"] = "yes" if 10 * money["state"] <= round(10 * limit) * (money["state"] + money["own"]) else "no"
    if asked["cap"]:
        said["cap"] = "unknown" if money is None else "yes" if money["state"] <= asked["cap"] else "no"
    if asked["partners"] > 1:
        said["partners"] = "unknown" if planned is None else "yes" if planned["partners"] >= asked["partners"] else "no"
    selected = [row for row in known["granted"] if row[3]]
    if asked["one_per_year"]:
        said["once_a_year"] = "no" if any(same_programme and same_year for same_programme, _work, same_year, _won in selected) else "yes"
    if asked["no_double_funding"]:
        said["double_funding"] = "no" if any(same_work for _programme, same_work, _year, _won in selected) else "yes"
    return said


@pytest.mark.django_db
@settings(max_examples=100, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(calls, firms, plans)
def test_what_the_product_says_of_records_is_what_can_be_read_off_them_plainly(asked, known, planned):
    world = World()
    call, firm = world.call(asked), world.firm(known)
    work = make_problem(world.groups[0], firm)
    world.grant(firm, call, work, known["granted"])
    project = world.plan(work, call, firm, planned) if planned else None
    found = judged(firm, calls_with_conditions(world.programme.pk).filter(pk=call.pk), problem=work, project=project, day=TODAY)[0]
    plain = plainly(asked, known, planned, call.closes_on)
    assert {line.rule: line.verdict for line in found.lines} == plain
    together = "no" if "no" in plain.values() else "unknown" if "unknown" in plain.values() else "yes"
    assert (found.verdict, found.eligible) == (together, {"yes": True, "no": False, "unknown": None}[together])
    assert all(line.fact and bool(line.cure) == (line.verdict != "yes") for line in found.lines)
