"""Two rounds of yearly reviews through the real actions: that of 2006 decided, that of 2007 open, with the demonstration's reviewer named in Wonju."""

from datetime import date
from random import Random
from typing import Final

from minicluster.demonstration.chronicle import at_hour
from minicluster.demonstration.clock import ProgrammeClock
from minicluster.demonstration.geography import WONJU
from minicluster.demonstration.guided_cast import REHABILITATION
from minicluster.demonstration.naming import person_name
from minicluster.demonstration.quotas import seeded
from minicluster.demonstration.sign_ins import DOMAIN, sign_in_for
from minicluster.members.domain.queries import viewer_of
from minicluster.members.models import Affiliation, Organisation, Person, Programme, RoleAssignment, Site
from minicluster.members.rules import OrganisationKind
from minicluster.outcomes.domain.reviewing import begin_scoring, decide_review, open_review_round, score_review, seat_reviewer
from minicluster.outcomes.models import GroupReview, ReviewRound
from minicluster.outcomes.rules import BEST_SCORE, ReviewDecision
from minicluster.platform.audit.models import AuditEntry
from minicluster.platform.permissions import Role, Viewer

_REVIEWERS: Final = 5
_SEATS: Final = 3
_DECIDED: Final = 2006
_OPEN: Final = 2007
_WHY: Final = "평가위원 의견과 수치를 함께 보아 계속 지원하기로 하였습니다. (가상)"


def load_yearly_reviews(programme: Programme, seed: int) -> int:
    """Review the year 2006, and open the reviews of 2007; how many acts were written."""
    before = AuditEntry.objects.filter(programme_id=programme.pk).count()
    rng = seeded(seed, "reviews")
    reviewers = _reviewers(programme, rng)
    office = _office(programme)
    with ProgrammeClock(programme) as clock:
        clock.at(at_hour(date(2007, 1, 15), 10))
        for number, review in enumerate(_opened(office, _DECIDED)):
            _review(office, review, [reviewers[(number + place) % _REVIEWERS] for place in range(_SEATS)], rng)
        clock.at(at_hour(date(2007, 10, 15), 10))
        _seat_in_wonju(office, programme, reviewers)
    return AuditEntry.objects.filter(programme_id=programme.pk).count() - before


def _office(programme: Programme) -> Viewer:
    return viewer_of(RoleAssignment.objects.get(programme=programme, role=Role.PROGRAMME_OFFICE, user__email=f"{Role.PROGRAMME_OFFICE}@{DOMAIN}"), programme)


def _reviewers(programme: Programme, rng: Random) -> list[RoleAssignment]:
    """People of an invented institute that is in none of the complexes."""
    institute = Organisation.objects.create(
        programme=programme, kind=OrganisationKind.INSTITUTE, name_ko="가상 지역정책연구원", name_en="Invented Institute of Regional Policy",
        public_note="시연용 가상 기관", invented=True,
    )  # fmt: skip
    Site.objects.create(organisation=institute, address="(가상 주소)", valid_from=date(1995, 3, 1))
    return [_reviewer(programme, institute, number, rng) for number in range(1, _REVIEWERS + 1)]


def _reviewer(programme: Programme, institute: Organisation, number: int, rng: Random) -> RoleAssignment:
    name = person_name(rng)
    person = Person.objects.create(programme=programme, name_ko=name.ko, name_en=name.en, email=f"p{number}@reviewers.example", invented=True)
    Affiliation.objects.create(person=person, organisation=institute, position="연구위원", valid_from=date(2003, 3, 2))
    return sign_in_for(programme, Role.REVIEWER, domain=f"{number}.reviewers.example", person=person, organisation=institute)


def _opened(office: Viewer, year: int) -> list[GroupReview]:
    """A review holds its programme with the clock that it was read under, so that it is read once the clock stands."""
    opened: ReviewRound = open_review_round(actor=office, year=year)
    return list(opened.reviews.select_related("group__programme", "group__complex", "programme", "round").order_by("pk"))


def _review(office: Viewer, review: GroupReview, reviewers: list[RoleAssignment], rng: Random) -> None:
    for assignment in reviewers:
        seat_reviewer(actor=office, review=review, assignment=assignment)
    begin_scoring(actor=office, review=review)
    for assignment in reviewers:
        scores = {criterion.slug: (_score(review, criterion.measure, rng), "") for criterion in review.round.criteria.all()}
        score_review(actor=viewer_of(assignment, review.programme), review=review, no_conflict=True, scores=scores)
    decide_review(actor=office, review=review, decision=ReviewDecision.CONTINUE, why=_WHY)


def _score(review: GroupReview, measure: str, rng: Random) -> int:
    """Reviewers go by how the figure stands among its like, and by what they hold of it."""
    stands: float = review.figures["measures"].get(measure, {}).get("not_worse_than", 0.5)
    return max(1, min(BEST_SCORE, round(1.5 + 3 * stands + rng.uniform(-1, 1))))


def _seat_in_wonju(office: Viewer, programme: Programme, reviewers: list[RoleAssignment]) -> None:
    review = next(one for one in _opened(office, _OPEN) if one.group.slug == REHABILITATION and one.group.complex.slug == WONJU.slug)
    own = RoleAssignment.objects.select_related("person", "user").get(programme=programme, role=Role.REVIEWER, user__email=f"{Role.REVIEWER}@{DOMAIN}")
    for assignment in (own, *reviewers[:_SEATS]):
        seat_reviewer(actor=office, review=review, assignment=assignment)
    begin_scoring(actor=office, review=review)
