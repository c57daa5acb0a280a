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
    "refused_file": ("파일이 없습니다: {path}.", "There is no file {path}."),
    "mend_file": ("경로를 확인하십시오.", "Check the path."),
    "refused_text": ("규칙의 글을 읽을 수 없습니다: {error}.", "{name} cannot be read: {error}."),
    "mend_text": (
        '그 자리를 고치십시오. 규칙은 TOML에서는 [[rule]] 표, JSON에서는 {{"rule": […]}}입니다.',
        'Mend what stands there; rules are [[rule]] tables in TOML or {{"rule": […]}} in JSON.',
    ),
    "refused_content": ("규칙이 아닌 것이 들어 있습니다.", "{name} holds something else than rules."),
    "mend_content": ("규칙마다 [[rule]] 제목 아래에 kind와 함께 쓰십시오.", "Write each rule under a heading [[rule]] with its kind."),
    "refused_kind": ("이런 종류의 규칙은 없습니다: {kind}.", "There is no kind of rule {kind}."),
    "mend_kind": ("다음 가운데 하나를 쓰십시오: {known}.", "Write one of {known}."),
    "refused_key": ("규칙 {kind}에 이런 항목은 없습니다: {keys}.", "A rule {kind} has no key {keys}."),
    "mend_key": ("쓸 수 있는 항목: {known}.", "It has {known}."),
    "refused_lacking": ("규칙 {kind}에 빠진 항목이 있습니다: {keys}.", "The rule {kind} lacks {keys}."),
    "mend_lacking": ("그 항목을 더하십시오.", "Add it."),
    "refused_range": ("lower({lower})가 upper({upper})보다 큽니다.", "lower ({lower}) is above upper ({upper})."),
    "mend_range": ("둘 가운데 하나를 고치십시오.", "Change one of them."),
    "refused_number": ("{key}의 값이 맞지 않습니다: {value}.", "{key} is {value}."),
    "mend_number": ("{least} 이상의 정수를 쓰십시오.", "Write a whole number of {least} or more."),
    "refused_few": ("organisations에 적힌 기관이 두 곳보다 적습니다.", "organisations names fewer than two."),
    "mend_few": ("번호를 두 개 이상 목록으로 쓰십시오.", "Write a list of at least two ids."),
    "refused_twice": ("두 번 적힌 기관이 있습니다: {organisations}.", "{organisations} stands in it twice."),
    "mend_twice": ("기관마다 한 번만 쓰십시오.", "Name each organisation once."),
    "refused_organisation": ("이런 기관은 없습니다: {name}.", "There is no organisation {name}."),
    "mend_organisation": ("번호를 고치거나 기관을 먼저 더하십시오.", "Correct the id, or add the organisation to the table."),
    "refused_role": ("이런 역할은 없습니다: {name}.", "There is no role {name}."),
    "mend_role": ("다음 가운데 하나를 쓰십시오: {known}.", "Write one of {known}."),
    "refused_person": ("이런 사람은 없습니다: {name}.", "There is no person {name}."),
    "mend_person": ("이름을 고치거나 persons 열에 더하십시오.", "Correct the name, or add it to the column persons."),
    "refused_industry": ("이 업종의 기관이 없습니다: {industry}.", "No organisation is in industry {industry}."),
    "mend_industry": ("코드를 고치거나 규칙을 빼십시오.", "Correct the code, or leave the rule out."),
    "refused_limits": ("여기서는 {limit}, 규칙 {other}에서는 {other_limit}입니다.", "It says {limit} where rule {other} says {other_limit}."),
    "mend_limits": ("하나만 남기십시오.", "Keep one of them."),
    "refused_parted": ("규칙 {other}에서 갈라놓은 기관을 한데 모읍니다: {one}, {two}.", "It puts {one} and {two} together, whom rule {other} keeps apart."),
    "mend_parted": ("두 규칙 가운데 하나를 빼십시오.", "Take one of the two rules out."),
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
