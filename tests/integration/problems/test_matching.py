from datetime import date

import pytest
from factories import (
    make_concept,
    make_evidence,
    make_expert,
    make_facility,
    make_firm,
    make_group,
    make_introduction,
    make_membership,
    make_organisation,
    make_person,
    make_problem,
    make_programme,
    make_support_programme,
    make_user,
    make_viewer,
)

from minicluster.members.models import Tie
from minicluster.platform.audit.models import AuditEntry
from minicluster.platform.refusals import IllegalStepError, InvalidInputError, NotAllowedError, NotVisibleError
from minicluster.platform.search.understanding import learn_thesaurus
from minicluster.problems.domain.indexing import index_evidence, reindex
from minicluster.problems.domain.matching import LONGEST_QUESTION, SHORTLIST_LENGTH, Candidate, Hidden, candidates_for, hidden_for, match_problem, shortlist_for
from minicluster.problems.domain.queries import concepts_for_engine
from minicluster.problems.domain.shown_reasons import told
from minicluster.problems.models import Facility, Match

pytestmark = pytest.mark.django_db
KINDS = ["expert", "firm", "facility", "support"]


@pytest.fixture
def group():
    return make_group()


@pytest.fixture
def coordinator(group):
    return make_viewer("coordinator", group.programme, groups=[group])


@pytest.fixture
def heat_expert(group):
    expert = make_expert(group.programme, statement="공작기계 주축 열변위 보정", name_en="Heat Expert")
    make_evidence(expert, "주축 열변위 예측 모델", text="온도 센서로 주축의 열변위를 예측하여 보정한다")
    return expert


def ids(candidates):
    return [(candidate.kind, candidate.id) for candidate in candidates]


def test_all_four_kinds_are_found_with_names_organisations_and_reasons(group, coordinator, heat_expert):
    laboratory = make_facility(make_organisation(group.programme, kind="university", name_en="Hill University"), description="주축 열변위 측정")
    firm = make_firm(group, products="열변위 보정 장치", name_en="Precision Ltd")
    support = make_support_programme(group.programme, description="열변위 등 현장 애로기술 개발")
    reindex(group.programme)
    found = candidates_for(coordinator, "주축 열변위를 예측하고 보정할 방법")
    assert ids(found) == [("expert", heat_expert.pk), ("firm", firm.pk), ("facility", laboratory.pk), ("support", support.pk)]
    assert [candidate.name for candidate in found] == ["Heat Expert", "Precision Ltd", "Metrology room", "Technology support"]
    assert [candidate.organisation for candidate in found][1:] == ["", "Hill University", ""]
    expert = found[0]
    assert expert.organisation == str(heat_expert.affiliations.get().organisation)
    assert [told(reason) for reason in expert.reasons][1:] == [
        "Paper “주축 열변위 예측 모델” (2006)",
        "Own statement “공작기계 주축 열변위 보정”",
    ]
    terms = expert.reasons[0]["terms"]
    # What nearly every document holds, such as 변위 here, brings next to nothing.
    assert {(term["ko"], term["understood"]) for term in terms} == {("주축", False), ("예측", False), ("보정", False)}
    assert 0.8 < sum(term["share"] for term in terms) < 1


def test_terms_as_which_a_lay_problem_was_understood_are_told_apart_from_its_own_words(group, coordinator):
    make_concept(
        group.programme, mechanism_ko="열피로 균열", mechanism_en="Heat checking", terms_ko=["금형 열처리"], terms_en=["die casting"],
        lay=["거북등 같은 잔금이 생긴다"], told=["쇠틀을 오래 쓰니 거북등처럼 금이 갔습니다."],
    )  # fmt: skip
    make_concept(group.programme, fields=["bstx"], mechanism_ko="경사 장력 불균일", terms_ko=["제직"], lay=["천 가장자리가 우글쭈글하다"])
    learn_thesaurus(group.programme.pk, concepts_for_engine(group.programme.pk), [], embedders=[])
    expert = make_expert(group.programme, statement="쇠틀과 die casting 금형의 열처리")
    reindex(group.programme)
    (found,) = candidates_for(coordinator, "쇠틀에 거북등 같은 잔금이 갔어요", kinds=["expert"])
    terms = {term["ko"] or term["en"]: term["understood"] for reason in found.reasons if reason["kind"] == "terms" for term in reason["terms"]}
    assert found.id == expert.pk
    assert {"쇠틀": False, "die": True, "casting": True, "금형": True}.items() <= terms.items()


def test_the_words_of_a_confidential_problem_are_read_by_nobody_but_its_coordinator(group, coordinator, client):
    make_evidence(make_expert(group.programme, statement="불소수지"), "불소수지 압출 성형")
    reindex(group.programme)
    problem = make_problem(group, state="matching", title="불소수지 압출이 막힘", description="불소수지 압출", secrecy=3)
    match_problem(actor=coordinator, problem=problem, kinds=["expert"])
    read = {}
    for role in ("coordinator", "programme_office", "reviewer", "expert"):
        client.force_login(make_user(role, group.programme, groups=[group] if role == "coordinator" else ()))
        page = client.get(problem.get_absolute_url())
        read[role] = (page.status_code, "불소수지" in page.content.decode())
    assert read == {"coordinator": (200, True), "programme_office": (200, False), "reviewer": (200, False), "expert": (404, False)}


def test_evidence_written_by_an_action_is_found_in_its_transaction(coordinator, heat_expert):
    assert candidates_for(coordinator, "도금 두께 편차", kinds=["expert"]) == []
    index_evidence(make_evidence(heat_expert, "도금 두께 편차 저감"))
    assert ids(candidates_for(coordinator, "도금 두께 편차", kinds=["expert"])) == [("expert", heat_expert.pk)]


def test_another_programme_is_never_found(group, coordinator, heat_expert):
    other = make_programme()
    reindex(group.programme)
    make_evidence(make_expert(other), "주축 열변위")
    reindex(other)
    assert ids(candidates_for(coordinator, "주축 열변위", kinds=["expert"])) == [("expert", heat_expert.pk)]
    assert len(candidates_for(make_viewer("coordinator", other), "주축 열변위", kinds=["expert"])) == 1


def test_the_public_may_not_search(group):
    with pytest.raises(NotAllowedError):
        candidates_for(make_viewer("anonymous", group.programme), "주축 열변위")


def test_matching_keeps_matches_with_rank_reasons_and_engine(group, coordinator, heat_expert):
    reindex(group.programme)
    problem = make_problem(group, state="matching")
    (match,) = match_problem(actor=coordinator, problem=problem, kinds=["expert"])
    stored = Match.objects.get()
    assert (stored, stored.person, stored.rank, stored.judgement, stored.engine_version) == (match, heat_expert, 1, "none", "2:bm25+use+e5+thesaurus")
    assert 0 < stored.score <= 1
    assert {reason["kind"] for reason in stored.reasons} >= {"terms", "evidence"}
    assert shortlist_for(coordinator, problem) == {"expert": [match], "firm": [], "facility": [], "support": []}
    assert AuditEntry.objects.filter(action="match_problem", record_id=problem.pk).count() == 1


def test_matching_again_replaces_what_nobody_judged_and_keeps_what_was(group, coordinator, heat_expert):
    other = make_expert(group.programme, statement="주축 베어링 열변위")
    third = make_expert(group.programme, statement="치수 측정과 열변위")
    reindex(group.programme)
    problem = make_problem(group, state="matching")
    matches = {match.person: match for match in match_problem(actor=coordinator, problem=problem, kinds=["expert"])}
    Match.objects.filter(pk=matches[other].pk).update(judgement="does_not_fit", judgement_reason="partner of a rival")
    introduction = make_introduction(problem, third, match=matches[third])
    again = {match.person: match for match in match_problem(actor=coordinator, problem=problem, kinds=["expert"])}
    assert set(again) == set(matches) == {heat_expert, other, third}
    assert (again[other].pk, again[third].pk) == (matches[other].pk, matches[third].pk)
    assert again[heat_expert].pk != matches[heat_expert].pk
    introduction.refresh_from_db()
    assert introduction.match_id == matches[third].pk
    assert Match.objects.count() == 3


@pytest.mark.usefixtures("heat_expert")
def test_matching_some_kinds_leaves_the_others_alone(group, coordinator):
    make_support_programme(group.programme)
    reindex(group.programme)
    problem = make_problem(group, state="matching")
    match_problem(actor=coordinator, problem=problem)
    support = Match.objects.get(kind="support").pk
    match_problem(actor=coordinator, problem=problem, kinds=["expert"])
    assert Match.objects.get(kind="support").pk == support


def test_the_firm_itself_and_its_people_are_hidden_and_it_is_said_how_many(group, coordinator, heat_expert):
    firm = make_firm(group, products="주축 열변위")
    inventor = make_person(organisation=firm)
    make_evidence(inventor, "주축 열변위 특허", kind="patent")
    reindex(group.programme)
    problem = make_problem(group, firm, state="matching")
    matches = match_problem(actor=coordinator, problem=problem)
    assert [match.candidate for match in matches] == [heat_expert]
    assert hidden_for(coordinator, problem) == [Hidden("firm", 1, "the firm itself"), Hidden("expert", 1, "people of the firm")]


@pytest.mark.usefixtures("heat_expert")
def test_whoever_would_not_have_stood_on_the_list_is_not_counted_as_left_out(group, coordinator):
    firm = make_firm(group, products="제과 제빵")
    make_evidence(make_person(organisation=firm), "오븐의 반죽 발효")
    reindex(group.programme)
    problem = make_problem(group, firm, state="matching")
    assert hidden_for(coordinator, problem) == []
    match_problem(actor=coordinator, problem=problem)
    assert hidden_for(coordinator, problem) == []


def test_of_those_left_out_only_the_first_as_many_as_a_list_holds_are_counted(group, coordinator):
    firm = make_firm(group)
    for number in range(SHORTLIST_LENGTH + 2):
        make_evidence(make_person(organisation=firm), f"주축 열변위 {'가공 ' * number}")
    reindex(group.programme)
    problem = make_problem(group, firm, state="matching")
    match_problem(actor=coordinator, problem=problem, kinds=["expert"])
    assert hidden_for(coordinator, problem) == [Hidden("expert", SHORTLIST_LENGTH, "people of the firm")]


def test_whoever_came_into_a_conflict_since_is_counted_and_whose_conflict_has_ended_is_not(group, coordinator, heat_expert):
    firm = make_firm(group)
    employee = make_person(organisation=firm)
    make_evidence(employee, "주축 열변위 특허", kind="patent")
    reindex(group.programme)
    problem = make_problem(group, firm, state="matching")
    match_problem(actor=coordinator, problem=problem)
    employee.affiliations.all().delete()
    heat_expert.affiliations.create(organisation=firm, valid_from=date(2006, 1, 1))
    assert hidden_for(coordinator, problem) == [Hidden("expert", 1, "people of the firm")]
    match_problem(actor=coordinator, problem=problem, kinds=["facility"])
    assert hidden_for(coordinator, problem) == [Hidden("expert", 1, "people of the firm")]


def test_a_telling_that_fits_two_fields_is_understood_by_the_speciality_of_the_firms_mini_cluster(group):
    told = "가장자리가 이상하다"
    words = {"told": [], "terms_en": []}
    make_concept(group.programme, fields=["cwmt"], terms_ko=["열처리"], lay=["거북등 같은 잔금이 생긴다", "실금이 그물처럼 퍼진다"], **words)
    make_concept(group.programme, fields=["bstx"], terms_ko=["제직"], lay=["천 끝이 우글쭈글하다", "옷감이 울어서 판판하지 않다"], **words)
    make_concept(group.programme, fields=["cwmt"], mechanism_ko="버", terms_ko=["트리밍"], lay=["가장자리가 거칠다"], **words)
    make_concept(group.programme, fields=["bstx"], mechanism_ko="올 풀림", terms_ko=["봉제"], lay=["가장자리가 풀린다"], **words)
    learn_thesaurus(group.programme.pk, concepts_for_engine(group.programme.pk), [], embedders=[])
    textiles = make_group(group.programme, complex=group.complex, speciality_ko="섬유소재", speciality_en="Textile materials")
    trimming, sewing = make_expert(group.programme, statement="트리밍"), make_expert(group.programme, statement="봉제")
    reindex(group.programme)
    first = {}
    for of in (group, textiles):
        actor = make_viewer("coordinator", group.programme, groups=[of])
        problem = make_problem(of, title=told, description=told, state="matching")
        first[of] = match_problem(actor=actor, problem=problem, kinds=["expert"])[0].person
    assert first == {group: trimming, textiles: sewing}


@pytest.mark.usefixtures("heat_expert")
def test_evidence_that_stems_from_the_problem_itself_is_left_out(group, coordinator):
    problem = make_problem(group, state="confirmed", public_summary="오후에 치수가 커지는 현상의 원인을 찾고 있습니다.")
    twin = make_problem(group, state="merged", duplicate_of=problem)
    solver = make_expert(group.programme, statement="전혀 다른 분야")
    for stemming in (problem, twin):
        make_evidence(solver, "solved", text="solved", kind="solved_problem", problem=stemming)
    reindex(group.programme)
    question = "오후에 치수가 커지는 현상"
    assert ids(candidates_for(coordinator, question, kinds=["expert"])) == [("expert", solver.pk)]
    assert candidates_for(coordinator, question, kinds=["expert"], leave_out=[problem.reference]) == []
    type(problem).objects.filter(pk=problem.pk).update(state="diagnosed")
    problem.refresh_from_db()
    assert solver not in [match.person for match in match_problem(actor=coordinator, problem=problem, kinds=["expert"])]


def test_a_solved_problem_of_another_firm_is_a_reason(group, coordinator):
    solver = make_expert(group.programme, statement="전혀 다른 분야")
    solved = make_problem(group, state="confirmed", public_summary="오후가 되면 치수가 커지는 현상의 원인을 찾고 있습니다.")
    make_evidence(solver, "secret", kind="solved_problem", problem=solved)
    reindex(group.programme)
    (match,) = match_problem(actor=coordinator, problem=make_problem(group, state="matching"), kinds=["expert"])
    assert "Has solved a similar problem: “오후가 되면 치수가 커지는 현상의 원인을 찾고 있습니다.”" in [told(reason) for reason in match.reasons]


def test_ties_to_the_firm_go_before_ties_to_its_group(group, coordinator, heat_expert):
    firm = make_firm(group)
    employee, member = make_person(organisation=firm), make_person(group.programme)
    make_membership(group, person=member)
    other = make_expert(group.programme, statement="주축 열변위")
    reindex(group.programme)
    add_tie(heat_expert, employee, date(2006, 5, 3))
    add_tie(heat_expert, member, date(2007, 1, 1))
    add_tie(member, other, date(2007, 2, 2))
    problem = make_problem(group, firm, state="matching")
    matches = match_problem(actor=coordinator, problem=problem, kinds=["expert"])
    ties = {match.person: reason for match in matches for reason in match.reasons if reason["kind"] == "tie"}
    assert ties == {
        heat_expert: {"kind": "tie", "tie_kind": "met", "on_date": "2006-05-03", "through": "activity-7", "with": "firm"},
        other: {"kind": "tie", "tie_kind": "met", "on_date": "2007-02-02", "through": "activity-7", "with": "group"},
    }
    assert told(ties[heat_expert]) == "Knows people of the firm: Met on May 3, 2006"


def add_tie(one, other, day):
    first, second = sorted((one.pk, other.pk))
    Tie.objects.create(programme=one.programme, one_id=first, other_id=second, kind="met", on_date=day, through_type="activity", through_id=7)


def test_support_programmes_for_the_class_go_first_and_are_there_without_a_shared_word(group, coordinator):
    by_words = make_support_programme(group.programme, purpose="marketing", description="주축 열변위 전시회")
    by_class = make_support_programme(group.programme, name_ko="품질 인증", description="시험 비용", purpose="technology")
    reindex(group.programme)
    matches = match_problem(actor=coordinator, problem=make_problem(group, state="matching"), kinds=["support"])
    assert [match.support_programme for match in matches] == [by_class, by_words]
    assert [told(reason) for reason in matches[0].reasons][:1] == ["Meant for problems of the class “Technology and process”"]


def test_a_candidate_who_has_gone_is_not_shown(group, coordinator):
    facility = make_facility(make_organisation(group.programme, kind="university"), description="주축 열변위 측정")
    reindex(group.programme)
    Facility.objects.filter(pk=facility.pk).delete()
    assert candidates_for(coordinator, "주축 열변위") == []


@pytest.mark.usefixtures("heat_expert")
def test_only_a_coordinator_of_the_group_may_match_and_an_open_problem_only(group, coordinator):
    problem = make_problem(group, state="confirmed")
    for viewer, refusal in (
        (coordinator, IllegalStepError),
        (make_viewer("coordinator", group.programme, groups=[make_group(group.programme)]), NotAllowedError),
        (make_viewer("firm_user", group.programme, organisations=[problem.firm]), NotAllowedError),
        (make_viewer("coordinator", make_programme(), groups=[group]), NotVisibleError),
    ):
        with pytest.raises(refusal):
            match_problem(actor=viewer, problem=problem)
    assert not Match.objects.exists()


@pytest.mark.parametrize("view", [shortlist_for, hidden_for])
def test_a_shortlist_is_for_the_coordinators_of_the_group(group, view):
    with pytest.raises(NotAllowedError):
        view(make_viewer("programme_office", group.programme), make_problem(group))


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "There is no text"),
        (" \n\t", "There is no text"),
        ("가" * 50_000, "The text has 50,000 characters"),
        ("12 345 6.7", "no Korean or English word"),
        ("😀🔥 !!", "no Korean or English word"),
        ("제 번호는 800101-1234567 입니다", "resident registration number"),
    ],
)
def test_bad_input_gets_a_clear_message(coordinator, text, said):
    with pytest.raises(InvalidInputError) as refusal:
        candidates_for(coordinator, text)
    assert said in str(refusal.value)


@pytest.mark.parametrize("text", ["가" * LONGEST_QUESTION, "주축 spindle 主軸 ось 🔥 3.5", "'; DROP TABLE search_document; --", "%s %(text)s {0} \\ [1,2]"])
@pytest.mark.usefixtures("heat_expert")
def test_odd_input_is_taken(coordinator, group, text):
    reindex(group.programme)
    assert all(isinstance(candidate, Candidate) for candidate in candidates_for(coordinator, text))


def test_a_shortlist_takes_the_same_number_of_queries_at_any_length(group, coordinator, django_assert_num_queries):
    problem = make_problem(group, state="matching")
    for wanted in (1, 3, 50):
        while Match.objects.count() < wanted:
            expert = make_expert(group.programme)
            Match.objects.create(
                programme=group.programme, problem=problem, kind="expert", person=expert, rank=1, score=0.5, engine_version="1", found_at=problem.raised_at
            )
        problem.place()
        with django_assert_num_queries(11):  # of these, seven say who is left out today
            shortlist = shortlist_for(coordinator, problem)
            assert [match.person.affiliations.all()[0].organisation.name_ko for match in shortlist["expert"]] != []
