"""What the database says to people, in their language.

By Python's own gettext and not Django's, because it must speak when Django's settings cannot even be read.
"""

import gettext
from pathlib import Path

CATALOGUES = Path(__file__).resolve().parent / "locale"


def say(text: str, **values: object) -> str:
    """Say a sentence with its gaps filled, in the language of the environment (LANGUAGE, LC_ALL, LANG)."""
    sentence = gettext.translation("django", CATALOGUES, fallback=True).gettext(text)
    return sentence % values if values else sentence
