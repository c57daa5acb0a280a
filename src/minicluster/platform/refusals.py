"""Refusals: what the product says when it will not do a thing.

A refusal is written for the person who gets it: what happened, that nothing is lost, and what to do next.
Views turn a refusal into a page or a form error, the command line into a message and exit status 2.
"""

from django.utils.translation import gettext as _


class RefusedError(Exception):
    """Something was asked that a rule of the product forbids; nothing was changed."""

    status = 409

    def __init__(self, message: str, *, field: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.field = field

    def __str__(self) -> str:
        return self.message


class NotAllowedError(RefusedError):
    """The role of this person does not include the action on this record."""

    status = 403


class NotVisibleError(RefusedError):
    """The record does not exist for this person; a page answers 404 so that its existence is not told."""

    status = 404

    def __init__(self, message: str = "") -> None:
        super().__init__(message or _("There is no such record here."))


class IllegalStepError(RefusedError):
    """The record is in a state from which this step does not lead on."""


class InvalidInputError(RefusedError):
    """A value that was typed or imported cannot be taken; `field` names it."""

    status = 422
