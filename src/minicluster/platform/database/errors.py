"""What the database says when it cannot serve: what happened, that nothing is lost, what to do."""

from minicluster.platform.database.texts import say


class DatabaseUnavailableError(Exception):
    """The database cannot be used now.

    `text` is the English sentence with named gaps and `values` fills them: so the supervisor can hand it through its
    state file to the process that asked, which says it in its own language.
    """

    def __init__(self, text: str, **values: object) -> None:
        super().__init__(text, values)
        self.text = text
        self.values = values

    def __str__(self) -> str:
        return say(self.text, **self.values)


class DatabaseAddressError(DatabaseUnavailableError):
    """`DATABASE_URL` is not an address that can be understood."""
