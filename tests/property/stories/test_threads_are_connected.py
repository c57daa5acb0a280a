"""However a chain is made up, every one of its records is reached from the problem, each stands once, and links lead along the line."""

from datetime import date, timedelta
from types import SimpleNamespace

from hypothesis import given
from hypothesis import strategies as st

from minicluster.stories.domain.assembling import Chain, Stop, assembled
from minicluster.stories.rules import StopKind

DAY = date(2005, 4, 1)
SOME = st.integers(0, 3)


def record(kind, pk, **facts):
    return SimpleNamespace(record_type=kind, pk=pk, reference=f"{kind}-{pk}", on=DAY + timedelta(days=pk * 37 % 11), **facts)


def shown(one):
    return Stop(one.reference, StopKind(one.record_type), one.reference, one.on, "", "", "", "", is_readable=True, invented=False)


@st.composite
def chains(draw):
    pick = lambda rows: draw(st.sampled_from([None, *rows]))  # noqa: E731  # drawn a dozen times below
    activities = [record("activity", pk) for pk in range(1, 5)]
    problems = []
    for pk in range(1, 2 + draw(SOME)):
        origin = pick(activities)
        problems.append(record("problem", pk, origin_activity=origin, origin_activity_id=origin.pk if origin else None, firm_id=1))
    heard_at = {problem.origin_activity.pk: problem.origin_activity for problem in problems if problem.origin_activity}
    reports = [record("visit-report", pk, activity=heard_at[pk], activity_id=pk, firm_id=1) for pk in heard_at if draw(st.booleans())]
    matches = [record("match", pk, problem=problems[0]) for pk in range(draw(SOME))]
    introductions = [record("introduction", pk, match=pick(matches), first_meeting=pick(activities)) for pk in range(draw(SOME))]
    projects = [record("project", pk, introduction_id=one.pk if (one := pick(introductions)) else None) for pk in range(draw(SOME))]
    outputs = [record("output", pk, project=draw(st.sampled_from(projects))) for pk in range(draw(SOME) if projects else 0)]
    outcomes = []
    for pk in range(draw(SOME)):
        output, project, corrects = pick(outputs), pick(projects), pick(outcomes)
        ids = (corrects and corrects.pk, output and output.pk, project and project.pk)
        outcomes.append(record("outcome", pk, **dict(zip(("corrects_id", "output_id", "project_id"), ids, strict=True))))
    cases = [record("success-case", pk) for pk in range(draw(SOME))]
    claims = {case.pk: [record("claim", case.pk)] for case in cases if draw(st.booleans())}
    return Chain([*heard_at.values()], reports, problems, matches, introductions, projects, outputs, outcomes, cases, claims)


@given(chains())
def test_every_record_hangs_on_the_thread(chain):
    found = assembled(chain, shown)
    references = [stop.reference for stop in found.stops]
    assert len(references) == len(set(references))
    reached = {chain.problems[0].reference}
    for _round in references:
        reached |= {end for link in found.links if reached & set(link) for end in link}
    assert reached == set(references)
    assert sorted(set(references)) == sorted({one.reference for _position, one in chain.records()})
