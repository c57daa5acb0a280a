"""What is said to people, as a code with its parameters; the Korean and English texts are formed here and nowhere else.

Whoever shows a proposal may form texts of their own from code and parameters. Korean texts put names before a colon or into 「」, so that no particle has
to agree with a name.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final


@dataclass(frozen=True)
class Wording:
    """A statement: its code and what it is about."""

    code: str
    parameters: Mapping[str, Any]

    @property
    def ko(self) -> str:
        """In Korean."""
        return _formed(self, "ko")

    @property
    def en(self) -> str:
        """In English."""
        return _formed(self, "en")

    def as_data(self) -> dict[str, Any]:
        """For JSON."""
        return {"code": self.code, "parameters": dict(self.parameters), "ko": self.ko, "en": self.en}


ROLES: Final[Mapping[str, tuple[str, str]]] = {
    "firm": ("기업", "firm"),
    "university": ("대학", "university"),
    "institute": ("연구기관", "research institute"),
    "agency": ("지원기관", "support agency"),
    "government": ("지방자치단체", "local government"),
    "association": ("협회·단체", "association"),
    "finance": ("금융기관", "finance institution"),
    "buyer": ("수요기업", "buyer"),
}
_PLURALS: Final = {"firm": "firms", "university": "universities", "institute": "research institutes", "agency": "support agencies",
                   "government": "local governments", "association": "associations", "finance": "finance institutions", "buyer": "buyers"}  # fmt: skip

# code → (Korean, English). Names of the fields are the parameters; `roles` is the plural of `role`, and lists are joined by commas.
_TEXTS: Final[Mapping[str, tuple[str, str]]] = {
    "rule_size_lower": ("미니클러스터마다 회원 {limit}곳 이상", "every group has at least {limit} members"),
    "rule_size_upper": ("미니클러스터마다 회원 {limit}곳 이하", "every group has at most {limit} members"),
    "rule_role": ("미니클러스터마다 {role} {limit}곳 이상", "every group has at least {limit} of: {role}"),
    "rule_seats": ("{role}: 한 곳이 미니클러스터 {limit}개 이하에 참여", "each {role} sits in at most {limit} groups"),
    "rule_together": ("같은 미니클러스터: {organisations}", "together: {organisations}"),
    "rule_apart": ("서로 다른 미니클러스터: {organisations}", "apart: {organisations}"),
    "rule_person": ("한 사람은 미니클러스터 {limit}개 이하에 참여", "a person sits in at most {limit} groups"),
    "rule_person_one": ("「{person}」: 미니클러스터 {limit}개 이하에 참여", "{person} sits in at most {limit} groups"),
    "rule_include": ("미니클러스터마다 업종 {industry} {limit}곳 이상", "every group has at least {limit} in industry {industry}"),
    "rule_include_one": (
        "「{organisations}」의 미니클러스터에 업종 {industry} {limit}곳 이상",
        "the group of {organisations} has at least {limit} in industry {industry}",
    ),
    "group_name": ("{labels} 미니클러스터", "{labels} mini-cluster"),
    "group_name_numbered": ("{labels} 미니클러스터 {number}", "{labels} mini-cluster {number}"),
    "industry_dominant": ("업종 「{label}」: 회원의 {share}% (전체에서는 {everywhere}%)", "{label}: {share} % of the members ({everywhere} % of all)"),
    "speciality_dominant": ("공통 전문분야: {words}", "speciality shared by many: {words}"),
    "group_likeness": ("평균 유사도: 안 {inside}, 밖 {outside}", "mean likeness: {inside} inside, {outside} to the others"),
    "group_ties": ("연결의 {share}%가 안에서 이루어짐", "{share} % of the ties stay inside"),
    "group_roles": ("구성: {roles}", "made of: {roles}"),
    "only_of_role_with_word": ("이 미니클러스터에서 「{word}」 분야를 다루는 유일한 {role}", "the only {role} of the group that works on {word}"),
    "only_of_role": ("이 미니클러스터의 유일한 {role}", "the only {role} of the group"),
    "ties_inside": ("이 미니클러스터 안의 연결: {organisations}", "tied to {organisations} in the group"),
    "industry_shared": ("같은 업종(「{label}」)의 다른 회원: {count}곳", "other members of its industry ({label}): {count}"),
    "industry_related": (
        "업종 「{label}」, 가장 가까운 업종 「{other}」 (관련도 {proximity})",
        "its industry ({label}) is related ({proximity}) to {other} in the group",
    ),
    "most_alike": ("가장 비슷한 회원: {organisations}", "most alike: {organisations}"),
    "guest_for_role": (
        "{role} 역할을 채우기 위해 함께 참여 (소속은 미니클러스터 {home})",
        "sits here too because the group needs a {role} (at home in group {home})",
    ),
    "asked_by_rule": ("규칙에 따라 배치: {rule}", "placed by a rule: {rule}"),
    "needed_for_rule": ("다른 미니클러스터 {other}에 더 가깝지만 규칙이 필요로 함: {rule}", "closer to group {other}, but needed here by a rule: {rule}"),
    "nearly_elsewhere": ("미니클러스터 {other}에도 거의 똑같이 어울림", "would fit almost as well into group {other}"),
    "fits_by_size": ("크기 한도를 지키기 위해 배치", "placed where the sizes allow"),
    "conflict": ("함께 지킬 수 없는 규칙: {rules}", "these rules cannot all be kept: {rules}"),
    "cure_lower": ("낮추십시오 — {rule}: {limit}에서 {changed}까지", "{rule}: lower {limit} to {changed}"),
    "cure_raise": ("높이십시오 — {rule}: {limit}에서 {changed}까지", "{rule}: raise {limit} to {changed}"),
    "cure_drop": ("규칙을 빼십시오: {rule}", "take this rule out: {rule}"),
    "cure_add": ("{role} {count}곳을 더 모집하십시오", "win {count} more of: {role}"),
    "cure_groups": ("미니클러스터 수: {groups}개로 하십시오", "ask for {groups} groups"),
    "undecided": ("정해진 시간 안에 판단하지 못함", "could not be decided within the time allowed"),
}


def rule_place(parameters: Mapping[str, Any]) -> tuple[str, str]:
    """Where a rule stands, in Korean and English: its number and line, or that it is a standard rule."""
    if "number" not in parameters:
        return "기본 규칙", "standard rule"
    line = parameters.get("line")
    return f"규칙 {parameters['number']}" + (f" ({line}행)" if line else ""), f"rule {parameters['number']}" + (f" (line {line})" if line else "")


def _formed(wording: Wording, language: str) -> str:
    place = ("ko", "en").index(language)
    shown = {name: _shown(value, language) for name, value in wording.parameters.items()}
    if "role" in wording.parameters:
        shown["role"] = ROLES[wording.parameters["role"]][place]
    text = _TEXTS[wording.code][place].format(**shown)
    if wording.code.startswith("rule_"):
        return f"{rule_place(wording.parameters)[place]}: {text}"
    return text


def _shown(value: Any, language: str) -> str:
    if isinstance(value, Wording):
        return value.ko if language == "ko" else value.en
    if isinstance(value, Mapping) and set(value) == {"ko", "en"}:
        return str(value[language])
    if isinstance(value, Mapping):
        return ", ".join(_counted(role, count, language) for role, count in value.items())
    if isinstance(value, list | tuple):
        return (" · " if all(isinstance(entry, Mapping) for entry in value) else "; " if any(isinstance(entry, Wording) for entry in value) else ", ").join(
            _shown(entry, language) for entry in value
        )
    return str(value)


def _counted(role: str, count: int, language: str) -> str:
    if language == "ko":
        return f"{ROLES[role][0]} {count}"
    return f"{count} {ROLES[role][1] if count == 1 else _PLURALS[role]}"
