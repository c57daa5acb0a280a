"""What can go wrong with a model, told so that whoever looks after the installation knows what to do."""


class EmbeddingError(Exception):
    """A model gave no usable vectors for these texts; it may do better with others."""


class UnreachableError(EmbeddingError):
    """The model cannot be asked at all at present: every further text would fail too."""
