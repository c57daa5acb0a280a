"""What the database says when it cannot serve: what happened, that nothing is lost, what to do."""


class DatabaseUnavailableError(Exception):
    """The database cannot be used now.

    `text` is the English sentence with named gaps and `values` fills them, so that whoever shows the message can
    translate the sentence first; `str()` gives the English one.
    """

    def __init__(self, text: str, **values: object) -> None:
        super().__init__(text, values)
        self.text = text
        self.values = values

    def __str__(self) -> str:
        return self.text % self.values


class DatabaseAddressError(DatabaseUnavailableError):
    """`DATABASE_URL` is not an address that can be understood."""
