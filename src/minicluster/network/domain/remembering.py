"""Ties by what is computed of them, so that the same ties are computed once and no tie that came since is missed."""

from minicluster.network.domain.reading import TiesWithin


class Remembered:
    """The ties of a whole, equal where all is equal on which a measure depends: who was there since when, in which sphere, and who was tied when how strongly."""

    def __init__(self, ties: TiesWithin) -> None:
        self.ties = ties
        rows = ties.ties.select("from", "to", "on_date", "weight").rows()
        self._key = (ties.until, tuple((node.id, node.sphere, node.since) for node in ties.nodes), tuple(rows))

    def __hash__(self) -> int:
        return hash(self._key)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Remembered) and self._key == other._key
