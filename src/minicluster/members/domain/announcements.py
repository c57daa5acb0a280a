"""What members tells the stations above it of, in the transaction in which it happened: they listen, and members need not know them."""

from typing import Final

from django.dispatch import Signal

# Sent with `organisation`.
organisation_registered: Final = Signal()
