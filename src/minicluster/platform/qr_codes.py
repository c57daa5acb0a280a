"""QR codes, drawn on the server: a picture of two paths whose looks are attributes, so that no page needs a style or a script for it."""

from typing import Final

import segno
from django.utils.safestring import SafeString, mark_safe

# Light modules around the code, without which cameras do not find it.
_QUIET_ZONE: Final = 4


def qr_svg(text: str) -> SafeString:
    """The code of a text as SVG to stand inside a page, as wide as what holds it; whoever shows it says beside it what it is."""
    code = segno.make(text, error="m", micro=False)
    drawn = code.svg_inline(omitsize=True, border=_QUIET_ZONE, dark="#000", light="#fff", svgclass="qr", lineclass=None)
    # What was typed stands in the modules only: segno writes numbers and nothing of the text.
    return mark_safe(drawn)  # noqa: S308
