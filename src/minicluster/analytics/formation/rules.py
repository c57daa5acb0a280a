"""The rules of a proposal, read from a small TOML or JSON file, and what each one is called.

A rules file is a list of `[[rule]]` tables (in JSON: `{"rule": [{…}, …]}`), each with its `kind`:

| kind | keys | meaning |
|---|---|---|
| `size` | `lower`, `upper` (one or both) | members of every group |
| `role` | `role`, `lower` | every group has at least so many of this role; 0 asks for none |
| `seats` | `role`, `upper` | an organisation of this role sits in at most so many groups |
| `together` | `organisations` (two or more ids) | in one group |
| `apart` | `organisations` | no two in one group |
| `person` | `upper`, or `person` and `upper` | a person sits in at most so many groups |
| `include` | `industry`, `lower`, or `organisation` beside | every group, or the group of that organisation, has so many of industries that begin with the code |
"""

import json
import re
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Any, Final

from minicluster.analytics.formation.organisations import Organisations, Role
from minicluster.analytics.formation.rules_error import RulesError
from minicluster.analytics.formation.wording import Wording


class Kind(StrEnum):
    """What a rule is about."""

    SIZE_LOWER = "size_lower"
    SIZE_UPPER = "size_upper"
    ROLE = "role"
    SEATS = "seats"
    TOGETHER = "together"
    APART = "apart"
    PERSON = "person"
    INCLUDE = "include"


@dataclass(frozen=True)
class Rule:
    """One rule; `number` is None for a standard rule, which holds as long as the file has none of its kind."""

    kind: Kind
    number: int | None = None
    line: int | None = None
    organisations: tuple[str, ...] = ()
    role: Role | None = None
    person: str = ""
    industry: str = ""
    limit: int = 0

    @property
    def wording(self) -> Wording:
        """What the rule asks, as a code with its parameters."""
        facts = {
            "limit": self.limit, "role": self.role, "person": self.person, "industry": self.industry, "organisations": list(self.organisations),
            "number": self.number, "line": self.line,
        }  # fmt: skip
        code = f"rule_{self.kind}" + ("_one" if (self.kind is Kind.INCLUDE and self.organisations) or (self.kind is Kind.PERSON and self.person) else "")
        return Wording(code, {name: value for name, value in facts.items() if value not in (None, "", [])} | {"limit": self.limit})


STANDARD_ROLES: Final = (Role.FIRM, Role.UNIVERSITY, Role.INSTITUTE, Role.AGENCY)
GROUPS_PER_PERSON: Final = 2
# kind in the file → the keys that it must have, the keys that it may have.
_KEYS: Final[Mapping[str, tuple[frozenset[str], frozenset[str]]]] = {
    "size": (frozenset(), frozenset({"lower", "upper"})),
    "role": (frozenset({"role", "lower"}), frozenset()),
    "seats": (frozenset({"role", "upper"}), frozenset()),
    "together": (frozenset({"organisations"}), frozenset()),
    "apart": (frozenset({"organisations"}), frozenset()),
    "person": (frozenset({"upper"}), frozenset({"person"})),
    "include": (frozenset({"industry", "lower"}), frozenset({"organisation"})),
}
_HEADER: Final = re.compile(r"^\s*\[\[\s*rule\s*\]\]")
_FEWEST_NAMED: Final = 2


def read_rules(path: str | Path, organisations: Organisations) -> tuple[Rule, ...]:
    """Read a rules file.

    Raises:
        RulesError: the file is missing or no TOML or JSON; a kind, key, organisation, person, role or industry is unknown; a number is out of its range; or
            two rules ask for the same in different ways.
    """
    file = Path(path)
    if not file.is_file():
        raise RulesError("file", path=str(path))
    return parse_rules(file.read_text(encoding="utf-8"), organisations, name=file.name, is_json=file.suffix.lower() == ".json")


def parse_rules(text: str, organisations: Organisations, *, name: str = "The text", is_json: bool = False) -> tuple[Rule, ...]:
    """Rules from the text of a rules file; `name` is how a message calls it.

    Raises:
        RulesError: see `read_rules`.
    """
    try:
        content = json.loads(text) if is_json else tomllib.loads(text)
    except (json.JSONDecodeError, tomllib.TOMLDecodeError) as error:
        raise RulesError("text", name=name, error={"ko": _place_of(error), "en": str(error)}) from error
    written = content.get("rule", []) if isinstance(content, dict) and set(content) <= {"rule"} else None
    if not isinstance(written, list) or not all(isinstance(entry, dict) for entry in written):
        raise RulesError("content", name=name)
    headers = [number for number, line in enumerate(text.splitlines(), start=1) if _HEADER.match(line)]
    return rules_from(written, organisations, headers if len(headers) == len(written) else ())


def _place_of(error: ValueError) -> str:
    """Where a text cannot be read on, in Korean: what is wrong there, the parsers say in English only."""
    found = re.search(r"line (\d+),? column (\d+)", str(error))
    return f"{found[1]}행 {found[2]}열" if found else "글의 끝"


def rules_from(written: Sequence[Mapping[str, Any]], organisations: Organisations, lines: Sequence[int] = ()) -> tuple[Rule, ...]:
    """Rules from dictionaries, as a rules file holds them.

    Args:
        written: see the head of this module.
        organisations: whom the rules may name.
        lines: on which line of its file each begins.

    Raises:
        RulesError: see `read_rules`.
    """
    found: list[Rule] = []
    for number, entry in enumerate(written, start=1):
        line = lines[number - 1] if lines else None
        found += _Reader(entry, organisations, number, line).rules()
    _refuse_contradictions(found)
    return tuple(found)


@dataclass(frozen=True)
class _Reader:
    """One entry of a file, with what is needed to say what is wrong with it."""

    entry: Mapping[str, Any]
    organisations: Organisations
    number: int
    line: int | None

    def rules(self) -> list[Rule]:
        kind = str(self.entry.get("kind"))
        if kind not in _KEYS:
            raise self._error("kind", kind=kind, known=[*_KEYS])
        needed, optional = _KEYS[kind]
        keys = set(self.entry) - {"kind"}
        if keys - needed - optional:
            raise self._error("key", kind=kind, keys=sorted(keys - needed - optional), known=sorted(needed | optional))
        if needed - keys or not keys:
            raise self._error("lacking", kind=kind, keys=sorted(needed - keys or optional))
        if kind == "size":
            return self._sizes()
        rule = Rule(
            Kind(kind), self.number, self.line, organisations=self._named(), role=self._role(), person=self._person(), industry=self._industry(),
            limit=self._limit(),
        )  # fmt: skip
        return [rule]

    def _sizes(self) -> list[Rule]:
        kinds = {"lower": Kind.SIZE_LOWER, "upper": Kind.SIZE_UPPER}
        found = [Rule(kind, self.number, self.line, limit=self._whole(key, 1)) for key, kind in kinds.items() if key in self.entry]
        if len(found) == len(kinds) and found[0].limit > found[1].limit:
            raise self._error("range", lower=found[0].limit, upper=found[1].limit)
        return found

    def _limit(self) -> int:
        if "upper" in self.entry:
            return self._whole("upper", 1)
        return self._whole("lower", 0) if "lower" in self.entry else 0

    def _whole(self, key: str, least: int) -> int:
        value = self.entry[key]
        if not isinstance(value, int) or isinstance(value, bool) or value < least:
            raise self._error("number", key=key, value=str(value), least=least)
        return value

    def _named(self) -> tuple[str, ...]:
        if "organisation" in self.entry:
            return (self._known(self.entry["organisation"]),)
        if "organisations" not in self.entry:
            return ()
        names = self.entry["organisations"]
        if not isinstance(names, list) or len(names) < _FEWEST_NAMED:
            raise self._error("few")
        known = tuple(self._known(name) for name in names)
        twice = sorted({name for name in known if known.count(name) > 1})
        if twice:
            raise self._error("twice", organisations=twice)
        return known

    def _known(self, name: Any) -> str:
        if str(name) not in self.organisations.places:
            raise self._error("organisation", name=str(name))
        return str(name)

    def _role(self) -> Role | None:
        if "role" not in self.entry:
            return None
        if self.entry["role"] not in [*Role]:
            raise self._error("role", name=str(self.entry["role"]), known=[role.value for role in Role])
        return Role(self.entry["role"])

    def _person(self) -> str:
        person = str(self.entry.get("person", ""))
        if person and not any(person in own for own in self.organisations.persons):
            raise self._error("person", name=person)
        return person

    def _industry(self) -> str:
        code = str(self.entry.get("industry", ""))
        if "industry" in self.entry and not (code and self.organisations.in_industry(code).any()):
            raise self._error("industry", industry=code or "(empty)")
        return code

    def _error(self, code: str, **parameters: Any) -> RulesError:
        return RulesError(code, rule=self.number, line=self.line, **parameters)


def _refuse_contradictions(rules: Sequence[Rule]) -> None:
    """Two rules that set the same limit differently; what conflicts only with the table is explained when groups are made."""
    seen: dict[tuple[Any, ...], Rule] = {}
    for rule in rules:
        if rule.kind in {Kind.TOGETHER, Kind.APART}:
            continue
        about = (rule.kind, rule.role, rule.person, rule.industry, rule.organisations)
        before = seen.setdefault(about, rule)
        if before.limit != rule.limit:
            raise RulesError("limits", rule=rule.number, line=rule.line, limit=rule.limit, other=before.number, other_limit=before.limit)
    parted = {pair: rule for rule in rules if rule.kind is Kind.APART for pair in _pairs(rule)}
    for rule in rules:
        for pair in _pairs(rule) if rule.kind is Kind.TOGETHER else ():
            if pair in parted:
                one, other = sorted(pair)
                raise RulesError("parted", rule=rule.number, line=rule.line, one=one, two=other, other=parted[pair].number)


def _pairs(rule: Rule) -> list[frozenset[str]]:
    names = rule.organisations
    return [frozenset((one, other)) for place, one in enumerate(names) for other in names[place + 1 :]]
