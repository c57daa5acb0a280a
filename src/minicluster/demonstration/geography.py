"""The seven pilot complexes and their 36 mini-clusters as published in 2007, each with how sure the names are. Pure.

Names, kinds and positions are real. Of the figures only those with a source are real: Changwon's 363 members of which 20 outside the complex, Ulsan's 126
of which 55 outside, Wonju's 79 firms; the other complexes share what remains of about 1,800 firms.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from minicluster.members.rules import ComplexKind


@dataclass(frozen=True)
class Words:
    """A sentence in both languages."""

    ko: str
    en: str


@dataclass(frozen=True)
class GroupFact:
    """A mini-cluster: the names, the division of the Korean standard industrial classification (revision 9), and its share of the complex's firms."""

    slug: str
    name_ko: str
    name_en: str
    industry: str
    weight: float = 1.0


@dataclass(frozen=True)
class ComplexFact:
    """A complex, its groups, and how many member firms it has inside and outside its fence. `place` divides the invented helpers among complexes.

    `founded_on` is about when its groups began: a day of the invented chronicle, which no page shows as a fact about a real group.
    """

    slug: str
    name_ko: str
    name_en: str
    city_ko: str
    area_code: str
    kind: ComplexKind
    latitude: float
    longitude: float
    firms: int
    firms_outside: int
    founded_on: date
    certainty: Words
    """How sure the number and the names of its groups are."""
    name_certainty: Words
    """The same, said of one of its groups."""
    groups: Sequence[GroupFact]
    place: int
    illustrative: bool = False
    texts: str = ""

    @property
    def source_of_texts(self) -> str:
        """Whose written texts it uses: its own unless another complex's are named."""
        return self.texts or self.slug


_APRIL_2005: Final = date(2005, 4, 15)
_JULY_2005: Final = date(2005, 7, 15)
_SURE: Final = Words("미니클러스터 이름은 공개 자료로 확인되었습니다.", "The names of the mini-clusters are confirmed by published sources.")
_SURE_NAME: Final = Words("이 미니클러스터의 이름은 공개 자료로 확인되었습니다.", "The name of this mini-cluster is confirmed by published sources.")

WONJU: Final = ComplexFact(
    slug="wonju",
    name_ko="원주 의료기기 산업단지",
    name_en="Wonju medical device complex",
    city_ko="강원도 원주시",
    area_code="033",
    kind=ComplexKind.GENERAL,
    latitude=37.39,
    longitude=127.87,
    firms=79,
    firms_outside=5,
    founded_on=_JULY_2005,
    certainty=Words("네 개의 이름 가운데 두 개는 확인되었고 두 개는 확실성이 중간입니다.", "Two of the four names are confirmed, two are of medium certainty."),
    name_certainty=Words(
        "원주의 네 이름 가운데 두 개는 확인되었고 두 개는 확실성이 중간입니다. 이 이름이 어느 쪽인지는 알려져 있지 않습니다.",
        "Of Wonju's four names two are confirmed and two are of medium certainty; to which this one belongs is not known.",
    ),
    place=0,
    groups=(
        GroupFact("rehabilitation-devices", "재활의료기기 미니클러스터", "Rehabilitation devices", "27", 1.3),
        GroupFact("medical-device-parts", "의료기기부품 미니클러스터", "Medical device parts", "27"),
        GroupFact("electronic-medical-devices", "전자의료기기 미니클러스터", "Electronic medical devices", "27", 1.2),
        GroupFact("oriental-medicine-devices", "한방의료기기 미니클러스터", "Oriental medicine devices", "27", 0.7),
    ),
)
CHANGWON: Final = ComplexFact(
    slug="changwon",
    name_ko="창원국가산업단지",
    name_en="Changwon national complex",
    city_ko="경상남도 창원시",
    area_code="055",
    kind=ComplexKind.NATIONAL,
    latitude=35.21,
    longitude=128.66,
    firms=363,
    firms_outside=20,
    founded_on=_APRIL_2005,
    certainty=_SURE,
    name_certainty=_SURE_NAME,
    place=1,
    groups=(
        GroupFact("machine-tools", "공작기계 미니클러스터", "Machine tools", "29", 1.2),
        GroupFact("moulds", "금형 미니클러스터", "Moulds", "29"),
        GroupFact("transport-equipment", "운송장비 미니클러스터", "Transport equipment", "31", 1.1),
        GroupFact("mechatronics", "메카트로닉스 미니클러스터", "Mechatronics", "29"),
        GroupFact("metal-materials", "금속소재 미니클러스터", "Metal materials", "24", 0.9),
    ),
)
BANWOL_SIHWA: Final = ComplexFact(
    slug="banwol-sihwa",
    name_ko="반월·시화국가산업단지",
    name_en="Banwol-Sihwa national complex",
    city_ko="경기도 안산시·시흥시",
    area_code="031",
    kind=ComplexKind.NATIONAL,
    latitude=37.32,
    longitude=126.76,
    firms=420,
    firms_outside=26,
    founded_on=_APRIL_2005,
    certainty=_SURE,
    name_certainty=_SURE_NAME,
    place=2,
    groups=(
        GroupFact("mechatronics", "메카트로닉스 미니클러스터", "Mechatronics", "29", 1.1),
        GroupFact("automotive-parts", "자동차부품 미니클러스터", "Automotive parts", "30", 1.3),
        GroupFact("electrical-electronic", "전기전자 미니클러스터", "Electrical and electronic (PCB)", "26", 1.2),
        GroupFact("fine-chemicals", "정밀화학 미니클러스터", "Fine chemicals", "20"),
        GroupFact("textile-materials", "섬유소재 미니클러스터", "Textile materials", "13", 0.8),
        GroupFact("moulds-materials", "금형&소재 미니클러스터", "Moulds and materials", "29"),
        GroupFact("clean-plating", "청정도금 미니클러스터", "Clean plating", "25", 0.9),
    ),
)
GWANGJU: Final = ComplexFact(
    slug="gwangju",
    name_ko="광주첨단과학산업단지",
    name_en="Gwangju high-tech complex",
    city_ko="광주광역시",
    area_code="062",
    kind=ComplexKind.NATIONAL,
    latitude=35.22,
    longitude=126.85,
    firms=300,
    firms_outside=18,
    founded_on=_APRIL_2005,
    certainty=_SURE,
    name_certainty=_SURE_NAME,
    place=3,
    groups=(
        GroupFact("optical-communication", "광통신 미니클러스터", "Optical communication", "26", 1.1),
        GroupFact("led", "LED 미니클러스터", "LED", "26", 1.1),
        GroupFact("applied-optics", "광응용 미니클러스터", "Applied optics", "27", 0.9),
        GroupFact("moulds", "금형 미니클러스터", "Moulds", "29", 1.1),
        GroupFact("automotive-parts", "자동차부품 미니클러스터", "Automotive parts", "30"),
        GroupFact("electronic-parts", "전자부품 미니클러스터", "Electronic parts", "26", 0.8),
    ),
)
ULSAN: Final = ComplexFact(
    slug="ulsan",
    name_ko="울산·미포국가산업단지",
    name_en="Ulsan-Mipo national complex",
    city_ko="울산광역시",
    area_code="052",
    kind=ComplexKind.NATIONAL,
    latitude=35.53,
    longitude=129.37,
    firms=126,
    firms_outside=55,
    founded_on=_APRIL_2005,
    certainty=Words("미니클러스터 이름의 확실성은 중간입니다.", "The names of the mini-clusters are of medium certainty."),
    name_certainty=Words(
        "이 미니클러스터 이름의 확실성은 중간입니다.",
        "The name of this mini-cluster is of medium certainty.",
    ),
    place=4,
    groups=(
        GroupFact("engine-modules", "엔진모듈 미니클러스터", "Engine modules", "30"),
        GroupFact("powertrain", "파워트레인 미니클러스터", "Powertrain", "30", 1.1),
        GroupFact("trim", "의장 미니클러스터", "Trim", "30"),
        GroupFact("body-chassis", "차체·섀시 미니클러스터", "Body and chassis", "30", 1.1),
    ),
)
GUMI: Final = ComplexFact(
    slug="gumi",
    name_ko="구미국가산업단지",
    name_en="Gumi national complex",
    city_ko="경상북도 구미시",
    area_code="054",
    kind=ComplexKind.NATIONAL,
    latitude=36.10,
    longitude=128.39,
    firms=330,
    firms_outside=20,
    founded_on=_APRIL_2005,
    certainty=Words(
        "미니클러스터 수의 확실성은 중간이며 이름 일부는 예시입니다.", "The number of mini-clusters is of medium certainty; some names are illustrative."
    ),
    name_certainty=Words(
        "구미의 미니클러스터 수는 확실성이 중간이며 이름 일부는 예시입니다. 이 이름도 예시일 수 있습니다.",
        "The number of Gumi's mini-clusters is of medium certainty and some of their names are illustrative; this may be one of them.",
    ),
    place=5,
    groups=(
        GroupFact("display", "디스플레이 미니클러스터", "Display", "26", 1.2),
        GroupFact("mobile", "모바일 미니클러스터", "Mobile", "26", 1.2),
        GroupFact("home-network", "홈네트워크 미니클러스터", "Home network", "26", 0.8),
        GroupFact("embedded-systems", "임베디드시스템 미니클러스터", "Embedded systems", "26", 0.8),
        GroupFact("materials-parts", "소재부품 미니클러스터", "Materials and parts", "26", 1.1),
        GroupFact("moulds", "금형 미니클러스터", "Moulds", "29"),
    ),
    illustrative=True,
)
GUNSAN: Final = ComplexFact(
    slug="gunsan",
    name_ko="군산국가산업단지",
    name_en="Gunsan national complex",
    city_ko="전라북도 군산시",
    area_code="063",
    kind=ComplexKind.NATIONAL,
    latitude=35.95,
    longitude=126.58,
    firms=182,
    firms_outside=11,
    founded_on=_APRIL_2005,
    certainty=Words("미니클러스터 수의 확실성이 낮고 이름은 예시입니다.", "The number of mini-clusters is of low certainty; the names are illustrative."),
    name_certainty=Words(
        "군산의 미니클러스터 수는 확실성이 낮습니다.",
        "The number of Gunsan's mini-clusters is of low certainty.",
    ),
    place=6,
    groups=(
        GroupFact("automotive-parts", "자동차부품 미니클러스터", "Automotive parts", "30", 1.2),
        GroupFact("machine-parts", "기계부품 미니클러스터", "Machine parts", "29"),
        GroupFact("agricultural-machinery", "농기계 미니클러스터", "Agricultural machinery", "29", 0.9),
        GroupFact("new-energy-parts", "신재생에너지부품 미니클러스터", "New-energy parts", "28", 0.9),
    ),
    illustrative=True,
)
# Wonju first: the guided thread plays there, so that it can be walked while the others are still being loaded.
COMPLEXES: Final = (WONJU, CHANGWON, BANWOL_SIHWA, GWANGJU, ULSAN, GUMI, GUNSAN)
