"""The people of the guided thread: a reconstruction with invented names of what happened in Wonju. Pure.

They stand in the plan like everyone else; what they do together is done later through the real actions.
"""

from datetime import date
from typing import Final

from minicluster.demonstration.experts import add_expert
from minicluster.demonstration.organisations import add_firm
from minicluster.demonstration.scene import Council, Scene
from minicluster.demonstration.texts import Name, Product
from minicluster.members.models import Organisation
from minicluster.members.rules import FirmSize, OrganisationKind
from minicluster.problems.rules import OPEN_REQUESTS_PER_EXPERT

REHABILITATION: Final = "rehabilitation-devices"
# The expertise that nobody but the guided thread's engineer has.
RESERVED_EXPERTISE: Final = 0
FIRM: Final = Name("(주)다온울림메디", "Daon Wulrim Medi Co., Ltd.")
EXPERT: Final = Name("한서윤", "Seo-yoon Han")
REPRESENTATIVE: Final = Name("구본재", "Bon-jae Koo")
BUYER: Final = Name("Rehavanta Europe B.V.", "Rehavanta Europe B.V.")
MACHINE: Final = Product("음파 진동 운동기", "Sonic vibration exercise machines")
FOUNDED_ON: Final = date(2002, 5, 20)
JOINED_ON: Final = date(2005, 9, 12)


def plan_cast(scene: Scene, council: Council) -> None:
    """Plan the firm, its representative, the rehabilitation engineer and the buyer."""
    firm = add_firm(scene, council, name=FIRM, products=[MACHINE], founded_on=FOUNDED_ON, joined_on=JOINED_ON, size=FirmSize.SMALL)
    scene.plan.row(firm.people[0]).update(name_ko=REPRESENTATIVE.ko, name_en=REPRESENTATIVE.en)
    expertise = council.speciality.expertise[RESERVED_EXPERTISE]
    expert = add_expert(scene, council, expertise, RESERVED_EXPERTISE, name=EXPERT, verbatim=True)
    expert.open_requests = OPEN_REQUESTS_PER_EXPERT  # so that nobody else asks her
    council.experts.append(expert)
    scene.plan.add(Organisation, kind=OrganisationKind.BUYER, name_ko=BUYER.ko, name_en=BUYER.en, country="NL", public_note="시연용 가상 바이어", invented=True)
