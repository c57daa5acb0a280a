"""How the money of a joint activity is divided among its groups: equally, in whole won, and so that the parts add up."""

from collections.abc import Collection, Iterable


def shares_of(amount_krw: int, group_ids: Iterable[int]) -> dict[int, int]:
    """What each group bears of an amount: the same, and what is left over by rounding one won each, in the order in which the groups were registered.

    Equal shares have equal remainders, so the largest remainder decides nothing but how many get one won more.
    """
    bearing = sorted(set(group_ids))
    if not bearing:
        return {}
    each, left_over = divmod(amount_krw, len(bearing))
    return {group: each + (place < left_over) for place, group in enumerate(bearing)}


def share_of(amount_krw: int, group_ids: Collection[int], part: Collection[int]) -> int:
    """What some of the groups bear together; over parts that leave nobody out and count nobody twice it adds up to the amount."""
    return sum(share for group, share in shares_of(amount_krw, group_ids).items() if group in part)
