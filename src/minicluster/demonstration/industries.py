"""An invented table of establishments and employees by industry for the seven complexes, sixteen provinces and the whole country, 2003–2006.

The industries are real codes of the Korean standard industrial classification (revision 9), at the level at which the mini-clusters' specialities can be told
apart; the figures are drawn from a seed, around a plausible country, so that each complex is strong in what its mini-clusters are about. Pure.
"""

import math
from collections.abc import Iterator
from dataclasses import dataclass
from random import Random
from typing import Final

from minicluster.demonstration.geography import COMPLEXES, ComplexFact
from minicluster.demonstration.quotas import seeded

YEARS: Final = (2003, 2004, 2005, 2006)
SOURCE: Final = "시연을 위한 가상 수치"


@dataclass(frozen=True)
class Industry:
    """An industry: its code, its names, its invented share of the country's employees (‰), employees per establishment, yearly growth, and its kin."""

    code: str
    ko: str
    en: str
    weight: float
    size: float
    growth: float
    family: str


_ROWS: Final = """
10|식료품|Food products|62|21|.01|food
11|음료|Beverages|6|28|.00|food
131|방적 및 가공사|Spinning and yarn|14|24|-.05|textile
132|직물 직조|Weaving of textiles|22|12|-.06|textile
134|섬유제품 염색 및 정리|Dyeing and finishing of textiles|16|25|-.04|textile
139|기타 섬유제품|Other textile products|12|11|-.02|textile
14|의복 및 모피제품|Wearing apparel|52|13|-.05|textile
15|가죽, 가방 및 신발|Leather, bags and footwear|12|14|-.05|textile
16|목재 및 나무제품|Wood products|13|10|-.01|wood
17|펄프, 종이 및 종이제품|Pulp and paper|22|21|-.01|wood
18|인쇄 및 기록매체 복제|Printing|18|8|-.01|wood
19|코크스 및 석유정제품|Coke and refined petroleum|4|80|.01|chemical
201|기초 화학물질|Basic chemicals|14|50|.02|chemical
202|합성고무 및 플라스틱 물질|Synthetic rubber and plastics|9|45|.01|chemical
204|기타 화학제품|Other chemical products|28|26|.03|chemical
21|의료용 물질 및 의약품|Pharmaceuticals|13|52|.04|medical
221|고무제품|Rubber products|15|23|.00|plastic
222|플라스틱제품|Plastic products|74|15|.02|plastic
231|유리 및 유리제품|Glass|9|30|.03|mineral
239|기타 비금속 광물제품|Other non-metallic minerals|26|18|.00|mineral
241|1차 철강|Basic iron and steel|30|48|.02|metal
242|1차 비철금속|Basic non-ferrous metals|13|34|.02|metal
243|금속 주조|Casting of metals|14|22|.01|metal
251|구조용 금속제품|Structural metal products|43|15|.03|metal
2591|금속 단조, 압형 및 분말야금|Forging, pressing and powder metallurgy|24|18|.03|metal
2592|금속 열처리, 도금 및 표면처리|Heat treatment, plating and surface treatment|31|16|.03|metal
2599|기타 금속가공제품|Other fabricated metal products|40|13|.02|metal
261|반도체|Semiconductors|34|110|.06|electronic
262|전자부품|Electronic components|78|42|.05|electronic
263|컴퓨터 및 주변장치|Computers and peripherals|12|36|-.02|electronic
264|통신 및 방송장비|Communication and broadcasting equipment|46|48|.04|electronic
265|영상 및 음향기기|Video and audio equipment|20|44|-.01|electronic
271|의료용 기기|Medical devices|16|17|.09|medical
272|측정, 시험, 제어 및 정밀기기|Measuring, testing and control instruments|22|19|.04|precision
273|사진장비 및 광학기기|Optical instruments|9|20|.05|precision
281|전동기, 발전기 및 배전장치|Motors, generators and distribution equipment|44|21|.04|electrical
282|일차전지 및 축전지|Batteries|7|70|.08|electrical
283|절연선 및 케이블|Insulated wires and cables|12|34|.02|electrical
284|전구 및 조명장치|Lamps and lighting|13|15|.06|electrical
285|가정용 기기|Domestic appliances|18|32|.00|electrical
291|일반 목적용 기계|General-purpose machinery|78|18|.04|machine
2921|농업 및 임업용 기계|Agricultural and forestry machinery|8|19|.01|machine
2922|가공공작기계|Machine tools|24|20|.05|machine
2929|금형 및 기타 특수목적용 기계|Moulds and other special-purpose machinery|88|15|.04|machine
301|자동차 및 엔진|Motor vehicles and engines|42|420|.02|vehicle
302|차체 및 트레일러|Bodies and trailers|8|32|.02|vehicle
303|자동차 부품|Vehicle parts|104|48|.05|vehicle
311|선박 및 보트|Ships and boats|50|120|.05|transport
313|항공기 및 우주선|Aircraft and spacecraft|5|130|.04|transport
319|그 외 운송장비|Other transport equipment|8|24|.02|transport
32|가구|Furniture|20|10|-.02|wood
33|기타 제품|Other products|20|8|-.02|wood
582|소프트웨어 개발 및 공급|Software publishing|58|19|.07|electronic
"""
INDUSTRIES: Final = tuple(
    Industry(code, ko, en, float(weight), float(size), float(growth), family)
    for code, ko, en, weight, size, growth, family in (row.split("|") for row in _ROWS.strip().splitlines())
)
_WEIGHTS: Final = sum(industry.weight for industry in INDUSTRIES)

# What a mini-cluster's speciality is in the classification, the first most of all.
SPECIALITY_CODES: Final = {
    "rehabilitation-devices": ("271", "291"),
    "medical-device-parts": ("271", "222", "272"),
    "electronic-medical-devices": ("271", "262"),
    "oriental-medicine-devices": ("271", "21"),
    "machine-tools": ("2922", "291"),
    "moulds": ("2929", "2591"),
    "transport-equipment": ("319", "311", "313"),
    "mechatronics": ("291", "272"),
    "metal-materials": ("241", "2591", "243"),
    "automotive-parts": ("303", "2591"),
    "electrical-electronic": ("262", "281"),
    "fine-chemicals": ("204", "201"),
    "textile-materials": ("134", "131", "132"),
    "moulds-materials": ("2929", "241"),
    "clean-plating": ("2592",),
    "optical-communication": ("264", "273"),
    "led": ("284", "261"),
    "applied-optics": ("273", "272"),
    "electronic-parts": ("262",),
    "engine-modules": ("301", "303"),
    "powertrain": ("303", "243"),
    "trim": ("303", "222"),
    "body-chassis": ("302", "303"),
    "display": ("262", "265"),
    "mobile": ("264", "262"),
    "home-network": ("264", "582"),
    "embedded-systems": ("582", "263"),
    "materials-parts": ("262", "231"),
    "machine-parts": ("291", "2599"),
    "agricultural-machinery": ("2921", "291"),
    "new-energy-parts": ("281", "282"),
}
_PROVINCES: Final = {
    "서울특별시": 0.9, "부산광역시": 0.9, "대구광역시": 0.8, "인천광역시": 1.0, "광주광역시": 0.5, "대전광역시": 0.5, "울산광역시": 0.9, "경기도": 3.0,
    "강원도": 0.3, "충청북도": 0.7, "충청남도": 0.9, "전라북도": 0.5, "전라남도": 0.5, "경상북도": 1.2, "경상남도": 1.5, "제주도": 0.05,
}  # fmt: skip
_COUNTRY_EMPLOYEES: Final = 2_900_000
_EMPLOYEES_PER_MEMBER_FIRM: Final = 130
# How much more of its specialities a complex has than the country; what is of the same family is drawn along.
_PULL: Final = 9.0
_KIN: Final = 1.2
# A province leans to some families, so that what goes together can be seen over all regions.
_LEANING: Final = 0.8
_GROWTH_OF_SPECIALITY: Final = 0.04
# Figures of one or two establishments are kept back, as a statistical office does.
_KEPT_BACK_BELOW: Final = 3


@dataclass(frozen=True)
class Figure:
    """A cell of the table; no employees where the figure is kept back. A blank region is the whole country."""

    complex_slug: str
    region: str
    year: int
    industry: Industry
    establishments: int
    employees: int | None


def plan_figures(*, seed: int) -> Iterator[Figure]:
    """The whole table; the same seed gives the same."""
    for fact in COMPLEXES:
        yield from _region(fact.slug, fact.name_ko, _pulls_of(fact), fact.firms * _EMPLOYEES_PER_MEMBER_FIRM, seeded(seed, f"industries/{fact.slug}"))
    heaviest = sum(_PROVINCES.values())
    for name, weight in _PROVINCES.items():
        rng = seeded(seed, f"industries/{name}")
        leanings = {family: math.exp(rng.gauss(0, _LEANING)) for family in sorted({industry.family for industry in INDUSTRIES})}
        pulls = {industry.code: leanings[industry.family] for industry in INDUSTRIES}
        yield from _region("", name, pulls, round(_COUNTRY_EMPLOYEES * weight / heaviest), rng)
    for industry in INDUSTRIES:
        for year in YEARS:
            employees = round(_COUNTRY_EMPLOYEES * industry.weight / _WEIGHTS * (1 + industry.growth) ** (year - YEARS[0]))
            yield Figure("", "", year, industry, round(employees / industry.size), employees)


def _pulls_of(fact: ComplexFact) -> dict[str, float]:
    """How much more or less of each industry a complex has than the country."""
    pulls = dict.fromkeys((industry.code for industry in INDUSTRIES), 0.35)
    families = {industry.code: industry.family for industry in INDUSTRIES}
    for group in fact.groups:
        codes = SPECIALITY_CODES[group.slug]
        for place, code in enumerate(codes):
            pulls[code] += _PULL * group.weight / (place + 1) / len(fact.groups) ** 0.5
        for kin in pulls:
            pulls[kin] += _KIN * group.weight / len(fact.groups) * (families[kin] == families[codes[0]])
    return pulls


def _region(slug: str, name: str, pulls: dict[str, float], employees: int, rng: Random) -> Iterator[Figure]:
    drawn = {industry: industry.weight * pulls[industry.code] * math.exp(rng.gauss(0, 0.35)) for industry in INDUSTRIES}
    unit = employees / sum(drawn.values())
    for industry, weight in drawn.items():
        start, drift = weight * unit, rng.gauss(0, 0.02) + (_GROWTH_OF_SPECIALITY if pulls[industry.code] > _PULL / 3 else 0)
        plants = max(1, round(start / industry.size)) if start > 1 else 0
        if not plants:
            continue
        for year in YEARS:
            grown = (1 + industry.growth + drift) ** (year - YEARS[0])
            count = max(1, round(plants * grown**0.6))
            yield Figure(slug, name, year, industry, count, None if count < _KEPT_BACK_BELOW else max(count, round(start * grown)))
