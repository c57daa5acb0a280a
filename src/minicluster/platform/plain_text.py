"""Text as it reads, whatever keyboard or trick it was written with. Pure."""

import unicodedata


def plain(text: str) -> str:
    """The text in compatibility form (NFKC: full-width digits and letters become ordinary ones) without invisible format characters."""
    return "".join(character for character in unicodedata.normalize("NFKC", text) if unicodedata.category(character) != "Cf")
