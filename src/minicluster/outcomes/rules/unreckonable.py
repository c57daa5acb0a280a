"""What is said when a figure cannot be worked out: which row stands in the way, why, and what cures it."""


class UnreckonableError(ValueError):
    """Figures that cannot be reckoned with. `row` names the figure that stands in the way, such as `Wonju 2006`; empty where it is none of them."""

    def __init__(self, row: str, reason: str, cure: str) -> None:
        self.row = row
        self.reason = reason
        self.cure = cure
        super().__init__(f"{row}: {reason} {cure}" if row else f"{reason} {cure}")
