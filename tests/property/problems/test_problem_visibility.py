"""What a query lets out is what the pure rules allow, for any viewer and any problem."""

import pytest
from factories import SOME_TIME, make_complex, make_expert, make_firm, make_group, make_introduction, make_problem, make_programme
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from minicluster.platform.permissions import Role, Viewer
from minicluster.problems import rules
from minicluster.problems.domain.queries import problems_for, readable_problems
from minicluster.problems.models import Problem


class Visibility(TestCase):
    """Two programmes, two complexes in one of them, two groups each, a problem of every secrecy in every group."""

    @classmethod
    def setUpTestData(cls):
        programme, other = make_programme(), make_programme()
        complexes = [make_complex(programme), make_complex(programme), make_complex(other)]
        cls.groups = [make_group(complex=complex_) for complex_ in complexes for _number in range(2)]
        cls.firms = [make_firm(group) for group in cls.groups]
        cls.experts = [make_expert(programme), make_expert(other)]
        for group, firm in zip(cls.groups, cls.firms, strict=True):
            for secrecy in rules.Secrecy:
                problem = make_problem(group, firm, secrecy=secrecy)
                if secrecy % 2 and group.programme_id == programme.pk:
                    make_introduction(problem, cls.experts[0], state="disclosed", disclosed_at=SOME_TIME, asked_at=SOME_TIME)

    @settings(max_examples=120, deadline=None, suppress_health_check=[HealthCheck.differing_executors])
    @given(data=st.data())
    def test_visible_and_readable_rows_are_those_that_the_rules_allow(self, data):
        viewer = Viewer(
            role=data.draw(st.sampled_from(Role)),
            programme_id=data.draw(st.sampled_from([group.programme_id for group in self.groups])),
            person_id=data.draw(st.sampled_from([None, *(expert.pk for expert in self.experts)])),
            organisation_ids=data.draw(st.frozensets(st.sampled_from([firm.pk for firm in self.firms]), max_size=2)),
            group_ids=data.draw(st.frozensets(st.sampled_from([group.pk for group in self.groups]), max_size=3)),
            complex_ids=data.draw(st.frozensets(st.sampled_from([group.complex_id for group in self.groups]), max_size=2)),
        )
        everything = list(Problem.objects.select_related("group"))
        visible = {problem.pk for problem in everything if rules.may_see_problem(viewer, problem.secrecy, problem.place())}
        readable = {problem.pk for problem in everything if rules.may_read_problem_text(viewer, problem.secrecy, problem.place())}
        let_out = list(problems_for(viewer))
        assert {problem.pk for problem in let_out} == visible
        assert {problem.pk for problem in let_out if problem.is_readable} == visible & readable
        assert {problem.pk for problem in let_out if problem.title} == visible & readable
        assert set(Problem.objects.filter(readable_problems(viewer)).values_list("pk", flat=True)) == readable


pytestmark = pytest.mark.django_db
