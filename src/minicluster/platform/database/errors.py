"""What the database says when it cannot serve: what happened, that nothing is lost, what to do."""

import gettext
from pathlib import Path

CATALOGUES = Path(__file__).resolve().parent / "locale"


def in_language(text: str) -> str:
    """Say a sentence in the language of the environment (LANGUAGE, LC_ALL, LANG).

    By Python's own gettext, because it must work when Django's settings cannot even be read.
    """
    return gettext.translation("django", CATALOGUES, fallback=True).gettext(text)


class DatabaseUnavailableError(Exception):
    """The database cannot be used now.

    `text` is the English sentence with named gaps and `values` fills them: so the supervisor can hand it through its
    state file to the process that asked, which says it in its own language.
    """

    def __init__(self, text: str, **values: object) -> None:  # noqa: D107  # the class says it
        super().__init__(text, values)
        self.text = text
        self.values = values

    def __str__(self) -> str:  # noqa: D105  # the class says it
        return in_language(self.text) % self.values


class DatabaseAddressError(DatabaseUnavailableError):
    """`DATABASE_URL` is not an address that can be understood."""
