"""The indicators that every programme starts with, over the whole results chain: what goes in, what is done, what comes out, what it brings, what it changes."""

from collections.abc import Mapping
from typing import Any, Final, NamedTuple

from minicluster.outcomes.rules.indicators import Direction, IndicatorLevel

_INPUT, _ACTIVITY, _OUTPUT = IndicatorLevel.INPUT, IndicatorLevel.ACTIVITY, IndicatorLevel.OUTPUT
_OUTCOME, _IMPACT = IndicatorLevel.OUTCOME, IndicatorLevel.IMPACT


class StandardIndicator(NamedTuple):
    """An indicator as it is shipped. What counts a firm or a person once is not additive: who sits in two groups would count twice."""

    level: IndicatorLevel
    name_ko: str
    name_en: str
    unit: str
    definition_ko: str
    definition_en: str
    direction: Direction = Direction.UP
    is_additive: bool = True
    formula: Mapping[str, Any] = {}


STANDARD_INDICATORS: Final[dict[str, StandardIndicator]] = {
    "budget": StandardIndicator(
        _INPUT, "사업 예산", "Programme budget", "KRW",
        "그 사업연도에 배정된 예산입니다.",
        "The budget given to the programme for the year.", Direction.NEITHER,
    ),
    "activity_spending": StandardIndicator(
        _INPUT, "활동비 집행액", "Spent on activities", "KRW",
        "그해 열린 활동에 실제로 쓴 돈입니다. 정산 전의 금액은 세지 않습니다.",
        "Money spent on activities held in the year; what is not settled yet is not counted.", Direction.NEITHER,
    ),
    "project_money": StandardIndicator(
        _INPUT, "지원과제 사업비", "Project money", "KRW",
        "그해 협약한 지원과제의 사업비 전액(정부, 지방자치단체, 민간의 현금과 현물)입니다.",
        "All the money of projects agreed in the year: state, region and private, in cash and in kind.",
    ),
    "private_money": StandardIndicator(
        _INPUT, "민간 부담금", "Private project money", "KRW",
        "그해 협약한 지원과제의 사업비 가운데 기업이 낸 현금과 현물입니다.",
        "What firms pay of the money of projects agreed in the year, in cash and in kind.",
    ),
    "private_share": StandardIndicator(
        _INPUT, "민간 부담 비율", "Private share of the project money", "%",
        "민간 부담금을 지원과제 사업비로 나눈 비율입니다.",
        "Private project money in per cent of all project money.", is_additive=False, formula={"kind": "share", "of": ["private_money", "project_money"]},
    ),
    "mini_clusters": StandardIndicator(
        _INPUT, "미니클러스터 수", "Mini-clusters", "groups",
        "연말에 활동 중인 미니클러스터 수입니다.",
        "Mini-clusters that are active at the end of the year.", Direction.NEITHER,
    ),
    "member_firms": StandardIndicator(
        _INPUT, "회원기업 수", "Member firms", "firms",
        "연말에 미니클러스터에 속한 기업 수입니다. 두 곳에 속한 기업도 한 번만 셉니다.",
        "Firms that are members of a mini-cluster at the end of the year; a firm in two of them counts once.", is_additive=False,
    ),
    "experts": StandardIndicator(
        _INPUT, "전문가 수", "Experts", "persons",
        "연말에 미니클러스터에 속한 전문가 수입니다. 여러 곳에 속한 사람도 한 번만 셉니다.",
        "Experts who are members of a mini-cluster at the end of the year, each counted once.", is_additive=False,
    ),
    "activities": StandardIndicator(
        _ACTIVITY, "활동 횟수", "Activities held", "activities",
        "그해 열린 활동 수입니다. 함께 연 활동은 주관한 단지에서 한 번만 셉니다.",
        "Activities held in the year; a joint one counts once, at the complex that organised it.", Direction.NEITHER,
    ),
    "company_visits": StandardIndicator(
        _ACTIVITY, "기업방문 횟수", "Company visits", "activities",
        "그해 한 기업방문 수입니다.",
        "Company visits made in the year.", Direction.NEITHER,
    ),
    "introductions": StandardIndicator(
        _ACTIVITY, "전문가 소개 건수", "Introductions", "introductions",
        "그해 첫 만남까지 이어진 기업과 전문가의 소개 건수입니다.",
        "Introductions of a firm and an expert that came to a first meeting in the year.",
    ),
    "problems_found": StandardIndicator(
        _OUTPUT, "발굴 애로과제", "Problems found", "problems",
        "그해 접수된 애로과제 수입니다. 중복으로 합쳐진 것은 세지 않습니다.",
        "Problems raised in the year; what was merged as a duplicate is not counted.",
    ),
    "problems_solved": StandardIndicator(
        _OUTPUT, "해결 애로과제", "Problems solved", "problems",
        "그해 접수된 애로과제 가운데 해결된 것의 수입니다.",
        "Problems raised in the year that are solved.",
    ),
    "solved_rate": StandardIndicator(
        _OUTPUT, "해결률", "Solved rate", "%",
        "해결 애로과제를 발굴 애로과제로 나눈 비율입니다.",
        "Problems solved in per cent of problems found.", is_additive=False, formula={"kind": "share", "of": ["problems_solved", "problems_found"]},
    ),
    "problems_per_activity": StandardIndicator(
        _OUTPUT, "활동당 발굴 애로과제", "Problems found per activity", "problems per activity",
        "발굴 애로과제를 활동 횟수로 나눈 값입니다. 활동이 만남에 그치는지 보여 줍니다.",
        "Problems found divided by activities held: whether activities are more than meetings.",
        is_additive=False, formula={"kind": "ratio", "of": ["problems_found", "activities"]},
    ),
    "projects": StandardIndicator(
        _OUTPUT, "지원과제 수", "Projects", "projects",
        "그해 협약한 지원과제 수입니다.",
        "Projects agreed in the year.",
    ),
    "outputs": StandardIndicator(
        _OUTPUT, "산출물 수", "Outputs", "outputs",
        "그해 지원과제에서 나온 특허, 시제품, 인증, 논문, 기술이전, 제품, 계약의 수입니다.",
        "Patents, prototypes, certifications, papers, transfers, products and contracts out of projects in the year.",
    ),
    "sales": StandardIndicator(
        _OUTCOME, "매출", "Sales", "KRW",
        "그해의 매출액입니다.",
        "Sales of the year.",
    ),
    "exports": StandardIndicator(
        _OUTCOME, "수출", "Exports", "USD",
        "그해의 수출액입니다.",
        "Exports of the year.",
    ),
    "exports_growth": StandardIndicator(
        _OUTCOME, "수출 증가율", "Growth of exports", "%",
        "수출의 전년 대비 증가율입니다.",
        "Change of exports on the year before, in per cent.", is_additive=False, formula={"kind": "growth", "of": ["exports"]},
    ),
    "contract_units": StandardIndicator(
        _OUTCOME, "계약 수량", "Units contracted", "machines",
        "그해 맺은 계약의 수량입니다.",
        "Units in contracts made in the year.",
    ),
    "cost_savings": StandardIndicator(
        _OUTCOME, "비용 절감", "Cost savings", "KRW",
        "해결된 애로과제로 그해 줄인 비용입니다.",
        "Costs saved in the year through problems solved.",
    ),
    "investment": StandardIndicator(
        _OUTCOME, "투자 유치", "Investment won", "KRW",
        "그해 유치한 투자와 융자입니다.",
        "Investment and loans won in the year.",
    ),
    "defect_rate": StandardIndicator(
        _OUTCOME, "불량률", "Defect rate", "%",
        "생산품 가운데 불량품의 비율입니다.",
        "Defective pieces in per cent of those made.", Direction.DOWN, is_additive=False,
    ),
    "employment": StandardIndicator(
        _IMPACT, "고용", "Employment", "persons",
        "연말 종사자 수입니다.",
        "People employed at the end of the year.",
    ),
    "production": StandardIndicator(
        _IMPACT, "생산액", "Production", "KRW",
        "그해의 생산액입니다.",
        "Production of the year.",
    ),
    "exports_per_employee": StandardIndicator(
        _IMPACT, "1인당 수출", "Exports per employee", "USD per person",
        "수출을 고용으로 나눈 값입니다.",
        "Exports divided by employment.", is_additive=False, formula={"kind": "ratio", "of": ["exports", "employment"]},
    ),
    "production_per_employee": StandardIndicator(
        _IMPACT, "1인당 생산액", "Production per employee", "KRW per person",
        "생산액을 고용으로 나눈 값입니다.",
        "Production divided by employment.", is_additive=False, formula={"kind": "ratio", "of": ["production", "employment"]},
    ),
}  # fmt: skip
