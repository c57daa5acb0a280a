import pytest
from factories import make_evidence, make_expert, make_facility, make_firm, make_group, make_organisation, make_problem, make_support_programme

from minicluster.platform.search.models import Document, Posting
from minicluster.problems.domain.indexing import (
    index_evidence,
    index_expertise,
    index_facility,
    index_new_firms,
    index_solved_problem,
    index_support_programme,
    learn_when_it_pays,
    reindex,
)
from minicluster.problems.models import Evidence, Expertise
from minicluster.problems.tasks import run_all_clocks

pytestmark = pytest.mark.django_db


def indexed():
    return sorted(Document.objects.values_list("candidate_kind", "candidate_id", "record", "language"))


def waiting_jobs():
    from procrastinate.contrib.django.models import ProcrastinateJob

    return sorted(ProcrastinateJob.objects.filter(status="todo").values_list("task_name", flat=True))


def test_a_rebuild_and_the_single_steps_write_the_same_documents():
    group = make_group()
    expert = make_expert(group.programme, statement="주축 열변위")
    Expertise.objects.update(statement_en="Thermal error of spindles")
    university = make_organisation(group.programme, kind="university")
    facility, support, firm = make_facility(university), make_support_programme(group.programme), make_firm(group, products="스핀들")
    papers = [make_evidence(expert), Evidence.objects.create(programme=group.programme, facility=facility, kind="equipment", title="간섭계")]
    index_expertise(expert)
    index_facility(facility)
    index_support_programme(support)
    index_new_firms(group.programme)
    for paper in papers:
        index_evidence(paper)
    step_by_step = indexed()
    assert step_by_step == sorted(
        [
            ("expert", expert.pk, f"expertise-{expert.expertise.get().pk}", "ko"),
            ("expert", expert.pk, f"expertise-{expert.expertise.get().pk}", "en"),
            ("expert", expert.pk, papers[0].reference, "ko"),
            ("facility", facility.pk, facility.reference, "ko"),
            ("facility", facility.pk, papers[1].reference, "ko"),
            ("firm", firm.pk, firm.reference, "ko"),
            ("support", support.pk, support.reference, "ko"),
        ]
    )
    assert reindex(group.programme) == 7
    assert indexed() == step_by_step
    assert waiting_jobs() == ["problems.learn_questions", "search.embed_documents"]


def test_evidence_of_an_organisation_that_is_no_firm_is_nobodys():
    university = make_organisation(kind="university")
    index_evidence(Evidence.objects.create(programme=university.programme, organisation=university, kind="project", title="열변위"))
    assert indexed() == []


def test_a_solved_problem_speaks_by_its_public_summary_only_and_only_while_it_counts_as_solved():
    problem = make_problem(
        state="confirmed", title="비밀제목", description="비밀설명", solution="비밀해법", public_summary="치수가 커지는 현상을 해결했습니다."
    )
    evidence = make_evidence(make_expert(problem.programme), "비밀제목", text="비밀설명 비밀해법", kind="solved_problem", problem=problem)
    index_evidence(evidence)
    document = Document.objects.get()
    assert (document.title, document.text) == ("", "치수가 커지는 현상을 해결했습니다.")
    assert document.origins == [evidence.reference, problem.reference]
    assert not Posting.objects.filter(term__contains="비밀").exists()
    problem.state = "diagnosed"
    problem.save()
    index_solved_problem(problem)
    assert indexed() == []


def test_a_solved_problem_without_a_public_summary_says_nothing():
    problem = make_problem(state="confirmed")
    index_evidence(make_evidence(make_expert(problem.programme), "비밀제목", kind="solved_problem", problem=problem))
    assert indexed() == []


def test_a_firm_that_was_just_registered_is_searchable_within_the_hour_and_written_once():
    firm = make_firm(products="스핀들")
    make_firm(firm.memberships.get().group, products="")
    run_all_clocks()
    first = list(Document.objects.values_list("pk", "record"))
    run_all_clocks()
    assert [record for _pk, record in first] == [firm.reference]
    assert list(Document.objects.values_list("pk", "record")) == first


def test_questions_are_learned_again_when_there_are_twice_as_many():
    problem = make_problem()
    learn_when_it_pays(problem.programme)
    learn_when_it_pays(problem.programme)
    assert waiting_jobs() == ["problems.learn_questions"]
