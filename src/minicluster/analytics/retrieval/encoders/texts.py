"""Texts as models can take them."""

from collections.abc import Sequence
from typing import Final

# Past this many characters the models read no further or slow down; titles and abstracts are shorter.
LONGEST_TEXT: Final = 2000


def shortened(texts: Sequence[str]) -> list[str]:
    """Not endless, and without the character that ends a text in C."""
    return [text[:LONGEST_TEXT].replace("\0", " ") for text in texts]
