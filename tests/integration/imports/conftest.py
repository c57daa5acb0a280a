from types import SimpleNamespace

import pytest
from factories import make_complex, make_group, make_programme, make_viewer

from minicluster.meetings.domain.imports import ACTIVITIES, ATTENDANCE
from minicluster.members.domain.imports import MEMBERS, PEOPLE, import_records
from minicluster.outcomes.domain.figure_imports import FIGURES
from minicluster.outcomes.domain.imports import OUTCOMES
from minicluster.problems.domain.imports import EXPERTISE, ORGANISATIONS, PROBLEMS

KINDS = {kind.name: kind for kind in (ORGANISATIONS, PEOPLE, MEMBERS, ACTIVITIES, ATTENDANCE, EXPERTISE, PROBLEMS, OUTCOMES, FIGURES)}


@pytest.fixture
def office():
    """A programme with a complex and two groups, and someone who may import."""
    programme = make_programme()
    complex_ = make_complex(programme, slug="wonju", name_ko="원주 의료기기 산업단지", name_en="Wonju medical device complex")
    group = make_group(complex=complex_, name_ko="재활의료기기", name_en="Rehabilitation devices")
    other = make_group(complex=complex_, name_ko="전자의료기기", name_en="Electronic medical devices")
    return SimpleNamespace(programme=programme, complex=complex_, group=group, other=other, viewer=make_viewer("programme_office", programme))


@pytest.fixture
def take_in(office):
    """Import a file, and see that every row has its verdict."""

    def run(kind, path, **options):
        report = import_records(actor=office.viewer, programme=office.programme, kind=KINDS[kind], path=path, **options)
        assert sum(report.numbers.values()) == len(report.verdicts)
        return report

    return run


def verdicts(report):
    """The four numbers, in their order."""
    return tuple(report.numbers.values())
