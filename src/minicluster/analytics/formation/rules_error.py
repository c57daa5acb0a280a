"""What is wrong with a rules file, in words that name the rule and the cure, in Korean and English."""

from typing import Any

from minicluster.analytics.formation.wording import Wording, rule_place


class RulesError(ValueError):
    """A rules file that cannot be followed as it is; its text as an exception is the English one.

    Attributes:
        what: what is wrong.
        cure: what to do.
        rule: the number of the rule in the file, from 1; None where the file itself cannot be read.
        line: the line on which the rule begins; None in JSON.
    """

    def __init__(self, code: str, *, rule: int | None = None, line: int | None = None, **parameters: Any) -> None:
        self.what, self.cure = (Wording(f"{part}_{code}", parameters) for part in ("refused", "mend"))
        self.rule, self.line = rule, line
        super().__init__(self.en)

    @property
    def ko(self) -> str:
        """All of it in Korean."""
        return f"{self._place()[0]}{self.what.ko} {self.cure.ko}"

    @property
    def en(self) -> str:
        """All of it in English."""
        return f"{self._place()[1]}{self.what.en} {self.cure.en}"

    def _place(self) -> tuple[str, str]:
        if self.rule is None:
            return "", ""
        ko, en = rule_place({"number": self.rule, "line": self.line})
        return f"{ko}: ", f"{en.capitalize()}: "
