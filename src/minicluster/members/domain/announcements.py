"""What members tells the stations above it of, in the transaction in which it happened: they listen, and members need not know them."""

from typing import Final

from django.dispatch import Signal

# Sent with `organisation`.
organisation_registered: Final = Signal()
# Sent with `membership`: an applicant was welcomed.
membership_activated: Final = Signal()
# Sent with `actor`, `giver`, `taker`, `groups` and `why`: a coordinator's work has gone to another.
work_handed_over: Final = Signal()
