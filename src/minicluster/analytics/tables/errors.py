"""What is wrong with a table, in words that name the row, the rule and the cure."""


class TableError(ValueError):
    """A table that cannot be measured as it is.

    Attributes:
        rule: the rule that is broken, as a short fixed name ("negative", "duplicate", …), for those who translate.
        rows: the first rows that break it, counted from 1 without a heading.
        cure: what to do.
    """

    def __init__(self, rule: str, what: str, cure: str, rows: tuple[int, ...] = ()) -> None:
        where = f"Row {', '.join(map(str, rows))}: " if rows else ""
        super().__init__(f"{where}{what} {cure}")
        self.rule, self.what, self.cure, self.rows = rule, what, cure, rows
