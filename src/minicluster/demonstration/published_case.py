"""The published case of (주)티에스메디텍, recorded with its citation and claims: only what was printed, and nothing about its real people."""

from datetime import date
from typing import Final

from minicluster.demonstration.chronicle import at_hour
from minicluster.demonstration.clock import ProgrammeClock
from minicluster.demonstration.geography import WONJU
from minicluster.demonstration.sign_ins import DOMAIN
from minicluster.members.domain.queries import viewer_of
from minicluster.members.models import Complex, Programme, RoleAssignment
from minicluster.outcomes.models import Claim
from minicluster.platform.permissions import Role
from minicluster.stories.domain.actions import record_published_case

CLAIM_CODES: Final = ("art-12", "art-13")
# The source names the month and no day.
_MARCH: Final = date(2007, 3, 1)
SOURCE: Final = "Financial News (파이낸셜뉴스), 22 October 2007, reprinted on the balanced-development archive"
TITLE_KO: Final = "(주)티에스메디텍, 음파 진동 운동기기 3,000대를 유럽 바이어에게"
TITLE_EN: Final = "TS Meditech: 3,000 sonic-vibration exercise machines for a European buyer"
STORY_KO: Final = (
    "원주의 (주)티에스메디텍은 원주 의료기기 미니클러스터를 통해 연세대학교의 재활공학 전문가를 소개받았습니다. "
    "전문가는 음파 진동이 인체에 미치는 영향을 자신의 실험실에서 시험하였습니다.\n\n"
    "2007년 3월 유럽 바이어와 3,000대의 판매 계약을 맺었고, 앞으로 5년간 300억 원의 매출을 기대한다고 보도되었습니다."
)
STORY_EN: Final = (
    "TS Meditech of Wonju was introduced through the Wonju medical-device mini-cluster to a rehabilitation engineer of Yonsei University, who tested in his "
    "laboratory what sonic vibration does to the body.\n\n"
    "In March 2007 a contract for 3,000 machines was concluded with a European buyer; sales of KRW 30bn were reported to be expected over five years."
)


def record_meditech_case(programme: Programme) -> int:
    """Record it on behalf of the programme office, on the day of the article."""
    office = RoleAssignment.objects.get(programme=programme, role=Role.PROGRAMME_OFFICE, user__email__endswith=DOMAIN)
    with ProgrammeClock(programme) as clock:
        clock.at(at_hour(date(2007, 10, 22), 8))
        record_published_case(
            actor=viewer_of(office, programme), complex=Complex.objects.get(programme=programme, slug=WONJU.slug),
            title_ko=TITLE_KO, title_en=TITLE_EN,
            story_ko=STORY_KO, story_en=STORY_EN, source=SOURCE, happened_on=_MARCH, day_known=False,
            claims=Claim.objects.filter(programme=programme, code__in=CLAIM_CODES),
        )  # fmt: skip
    return 1
