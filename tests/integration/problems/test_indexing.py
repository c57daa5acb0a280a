import pytest
from factories import (
    make_evidence,
    make_expert,
    make_facility,
    make_firm,
    make_group,
    make_organisation,
    make_problem,
    make_programme,
    make_support_programme,
    make_viewer,
)

from minicluster.members.domain.actions import register_organisation
from minicluster.platform.search.models import Document, Posting
from minicluster.problems.domain.indexing import (
    index_evidence,
    index_expertise,
    index_facility,
    index_solved_problem,
    index_support_programme,
    index_together,
    reindex,
)
from minicluster.problems.models import Evidence, Expertise

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
    index_together(group.programme, [firm])
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
    assert waiting_jobs() == ["search.embed_documents"]


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


def test_a_firm_is_searchable_as_soon_as_it_is_registered():
    coordinator = make_viewer("programme_office", make_programme())
    firm = register_organisation(actor=coordinator, kind="firm", name_ko="(주)스핀들", products="스핀들")
    register_organisation(actor=coordinator, kind="firm", name_ko="(주)말없음")
    register_organisation(actor=coordinator, kind="university", name_ko="언덕대학교", products="스핀들")
    assert indexed() == [("firm", firm.pk, firm.reference, "ko")]
    assert waiting_jobs() == ["search.embed_documents"]
