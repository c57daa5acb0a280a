"""Two programmes with a thread each, and a second thread elsewhere in the first: what the authorisation tests walk through.

Every text that may be secret carries a canary that names its place and its kind, such as `canary-own-problem`.
"""

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

from factories import (
    make_activity,
    make_complex,
    make_concept,
    make_evidence,
    make_expert,
    make_facility,
    make_firm,
    make_group,
    make_indicator,
    make_intake,
    make_introduction,
    make_membership,
    make_person,
    make_problem,
    make_programme,
    make_project,
    make_support_programme,
    make_user,
    make_work_plan,
)  # fmt: skip
from meetings_of_the_world import Host, meeting_records

from minicluster.mapping.models import IndustryFigure, Proposal
from minicluster.meetings.models import Observation, VisitReport
from minicluster.members.models import Consent, OrganisationYear
from minicluster.outcomes.models import Claim, OfficeForm, Outcome, OutcomeEvidence
from minicluster.platform.documents.hwpx_form import form_of
from minicluster.platform.files.storage import store_file
from minicluster.platform.language_model.models import SendingDecision
from minicluster.platform.permissions import Role
from minicluster.problems.models import Decline, GateVerdict, Intake, Interest, Match, NonDisclosure, Output, PersonPair, Rating, RemovalRequest, UseReport
from minicluster.stories.models import SuccessCase

AT = datetime(2007, 3, 5, 1, tzinfo=UTC)


@dataclass
class Thread:
    """The records of one chain at one place, by the name that the URL table uses."""

    place: str
    programme: object
    records: dict

    def __getattr__(self, name):
        return self.records[name]


def make_thread(place, complex_):
    """One chain of records in a complex, secret texts marked with canaries of the place."""
    programme = complex_.programme
    group = make_group(complex=complex_, slug=f"group-{place}")
    firm = make_firm(group, name_ko=f"(주){place}기업", name_en=f"Firm {place}")
    contact = make_person(organisation=firm, phone=f"canary-{place}-phone", email=f"canary-{place}-contact@mail.example")
    officer = make_person(organisation=firm)
    expert = make_expert(programme, email=f"canary-{place}-expert@mail.example")
    make_membership(group, person=expert)
    visit = make_activity(group, host=firm, title=f"기업방문 {place}", state="held")
    report = VisitReport.objects.create(programme=programme, activity=visit, firm=firm, written_at=AT, summary=f"canary-{place}-visit-report")
    observation = Observation.objects.create(visit_report=report, position=1, text=f"canary-{place}-observation")
    secret = dict.fromkeys(("title", "description", "tried", "wanted_result", "diagnosis", "mechanism", "solution"), f"canary-{place}-problem")
    problem = make_problem(
        group,
        firm,
        **secret,
        public_summary="한 기업이 열변형 전문가를 찾습니다.",
        origin="visit",
        origin_activity=visit,
        origin_observation=observation,
        contact=contact,
        state="matching",
    )
    make_intake(problem, **dict.fromkeys(Intake.SECRET_FIELDS, f"canary-{place}-intake"))
    match = Match.objects.create(programme=programme, problem=problem, kind="expert", person=expert, rank=1, score=1.0, engine_version="1", found_at=AT)
    introduction = make_introduction(problem, expert, match=match, state="asked", asked_at=AT)
    project = make_project(problem, introduction=introduction, title="열변위 보정 개발")
    project.partners.create(organisation=firm, person=contact, role="lead")
    output = Output.objects.create(programme=programme, project=project, kind="contract", title="공급계약", on_date=date(2007, 3, 20))
    indicator = make_indicator(programme, slug=f"exports-{place}")
    outcome = Outcome.objects.create(
        programme=programme, indicator=indicator, organisation=firm, group=group, problem=problem, project=project, output=output, realisation="realised", value=3000,
        period_from=date(2007, 1, 1), period_to=date(2007, 12, 31), reported_at=AT, state="evidenced",
    )  # fmt: skip
    evidence = OutcomeEvidence.objects.create(outcome=outcome, title="계약서", where_kept="문서 2007-31", attached_at=AT)
    case = SuccessCase.objects.create(
        programme=programme, problem=problem, project=project, complex=complex_, group=group, firm=firm, expert=expert, title_ko=f"우수사례 {place}", title_en=f"Case {place}",
        story_ko="이야기", happened_on=date(2007, 5, 1), state="draft",
    )  # fmt: skip
    published = SuccessCase.objects.create(
        programme=programme,
        complex=complex_,
        group=group,
        title_ko=f"발간 {place}",
        story_ko="이야기",
        happened_on=date(2007, 5, 1),
        state="published",
        source="신문 2007",
        published_at=AT,
    )
    OrganisationYear.objects.create(programme=programme, organisation=firm, year=2006, sales_krw=987_654_321_000, source=f"canary-{place}-firm-year")
    people = {"person": contact, "expert": expert, "officer": officer}
    Claim.objects.create(
        programme=programme,
        code=f"claim-{place}",
        topic="exports",
        scope="programme",
        kind="actual",
        statement_ko="수출",
        statement_en="Exports",
        source="신문 2007",
    )
    namesake = make_person(programme)
    pair = PersonPair.objects.create(
        programme=programme, earlier=expert, later=namesake, asked_at=AT, reasons=[{"code": "name_equal", "weight": 2.0, "detail": ""}]
    )
    make_evidence(expert, title=f"canary-{place}-group-evidence", group=group)
    make_evidence(expert, title=f"canary-{place}-disowned", disowned_at=AT)
    interest = Interest.objects.create(
        programme=programme,
        kind="adviser",
        person=expert,
        firm=firm,
        valid_from=date(2006, 1, 1),
        declared_as="expert",
        declared_at=AT,
        note=f"canary-{place}-interest",
    )
    verdict = GateVerdict.objects.create(programme=programme, measured_at=AT, engine_version="1", n_problems=0, verdict="keep fixed weights")
    flow = {"programme": programme, "introduction": introduction}
    Decline.objects.create(kind="other_person", suggested_name=f"canary-{place}-decline", **flow)
    NonDisclosure.objects.create(person=expert, organisation=firm, signed_on=date(2007, 3, 1), kept_where=f"canary-{place}-nda", **flow)
    # Fresh, so that the other side must not see it yet.
    Rating.objects.create(side="firm", stars=2, sentence=f"canary-{place}-rating", rated_at=programme.now(), **flow)
    use_report = {"year_number": 1, "due_on": date(2008, 1, 1), "is_used": True, "use": f"canary-{place}-use-report", "reported_at": AT}
    UseReport.objects.create(programme=programme, project=project, **use_report)
    decision = SendingDecision.objects.create(
        programme_id=programme.pk, address="https://model.example/v1", secrecy_levels=[0], reason=f"canary-{place}-decision", decided_role="administrator",
        decided_at=AT, valid_until=date(2999, 1, 1),
    )  # fmt: skip
    for region, complex_of, share in ((complex_.name_ko, complex_, 1), ("", None, 10)):
        facts = {"complex": complex_of, "name_ko": "의료기기", "establishments": 5 * share, "employees": 90 * share}
        IndustryFigure.objects.get_or_create(programme=programme, region=region, year=2006, code="27", defaults=facts)
    proposal = Proposal.objects.create(programme=programme, complex=complex_, drawn_up_at=AT)
    for number in (1, 2):
        proposal.groups.create(number=number, name_ko=f"제안 {place}", name_en=f"Proposed {place}")
    proposal.groups.get(number=1).placements.create(organisation=firm)
    firm.classifications.create(code="27", is_primary=True)
    support_programme = make_support_programme(programme)
    today = programme.today()
    # Open, and more than one firm by itself can apply for.
    support_programme.calls.create(programme=programme, opens_on=today - timedelta(days=9), closes_on=today + timedelta(days=9), minimum_partners=3)
    return Thread(
        place,
        programme,
        {
            **people,
            "complex": complex_, "group": group, "organisation": firm, "activity": visit, "visit_report": report, "observation": observation,
            "evidence": make_evidence(expert), "expertise": expert.expertise.get(), "held": expert, "identity": pair,
            "removal": RemovalRequest.objects.create(programme=programme, person=expert, asked_at=AT),
            "concept": make_concept(programme, key=f"canary-{place}-concept"), "problem": problem, "match": match, "introduction": introduction, "project": project, "output": output, "outcome": outcome, "outcome_evidence": evidence, "case": case,
            "published_case": published, "support_programme": support_programme, "sending_decision": decision, "facility": make_facility(firm), "indicator": indicator,
            "work_plan": make_work_plan(group), "interest": interest, "gate_verdict": verdict, "proposal": proposal,
            "office_form": _office_form(programme, place),
            **meeting_records(Host(place, group, firm, contact, officer, expert), visit, observation),
            "consent": Consent.objects.create(programme=programme, person=expert, recipient=firm, purpose="소개", data_fields=["name"], given_at=AT),
        },
    )  # fmt: skip


def _office_form(programme, place):
    """A form that the office of the place keeps."""
    form = store_file(content=form_of("{{problem_funnel_found}}", []), name=f"form-{place}.hwpx", programme_id=programme.pk, stored_by_id=None)
    return OfficeForm.objects.create(programme=programme, name=f"월간 {place}", kind="funnel", file=form, stored_at=AT)


def make_world():
    """Threads by place: `own` and `elsewhere` in one programme, `other` in another."""
    programme, other = make_programme(), make_programme()
    return {
        "own": make_thread("own", make_complex(programme)),
        "elsewhere": make_thread("elsewhere", make_complex(programme)),
        "other": make_thread("other", make_complex(other)),
    }


def make_users(thread):
    """One user per role, tied to the thread; nobody for the public."""
    ties = {
        Role.FIRM_USER: {"person": thread.person, "organisation": thread.organisation, "groups": [thread.group]},
        Role.EXPERT: {"person": thread.expert, "groups": [thread.group]},
        Role.GROUP_OFFICER: {"person": thread.officer, "groups": [thread.group]},
        Role.COORDINATOR: {"groups": [thread.group]},
        Role.COMPLEX_MANAGER: {"complexes": [thread.complex]},
    }
    return {role: None if role is Role.ANONYMOUS else make_user(role, thread.programme, **ties.get(role, {})) for role in Role}
