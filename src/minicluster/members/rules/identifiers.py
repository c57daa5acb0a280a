"""Identifiers of organisations and people, and their check digits."""

import re
import unicodedata
from typing import Final

_BUSINESS_NUMBER_WEIGHTS: Final = (1, 3, 7, 1, 3, 7, 1, 3, 5)


def is_business_number(number: str) -> bool:
    """Whether ten digits form a Korean business registration number (사업자등록번호) with a right check digit.

    Weights 1 3 7 1 3 7 1 3 5 over the first nine digits, plus the tens of 5 × the ninth; the check digit makes the sum a multiple of ten.
    """
    digits = [int(character) for character in number if character.isdigit()]
    if len(digits) != len(_BUSINESS_NUMBER_WEIGHTS) + 1:
        return False
    total = sum(weight * digit for weight, digit in zip(_BUSINESS_NUMBER_WEIGHTS, digits, strict=False)) + digits[8] * 5 // 10
    return (10 - total % 10) % 10 == digits[9]


def is_orcid(identifier: str) -> bool:
    """Whether sixteen characters form an ORCID iD with a right check character (ISO 7064 MOD 11-2)."""
    characters = identifier.replace("-", "").upper()
    if not re.fullmatch(r"[0-9]{15}[0-9X]", characters):
        return False
    total = 0
    for character in characters[:15]:
        total = (total + int(character)) * 2
    return characters[15] == "0123456789X"[(12 - total % 11) % 11]


def is_lei(identifier: str) -> bool:
    """Whether twenty characters form a Legal Entity Identifier (ISO 17442): letters as 10 to 35, the whole number is 1 modulo 97."""
    if not re.fullmatch(r"[0-9A-Z]{18}[0-9]{2}", identifier):
        return False
    return int("".join(str(int(character, 36)) for character in identifier)) % 97 == 1


BUSINESS_NUMBER: Final = "KR-BRN"
_IDENTIFIER_CHECKS: Final = {BUSINESS_NUMBER: is_business_number, "LEI": is_lei}


def normal_identifier(scheme: str, value: str) -> str:
    """The one way an identifier is written here: half-width, without spaces, a business number as 123-45-67890."""
    plain = "".join(unicodedata.normalize("NFKC", value).split()).upper()
    digits = "".join(character for character in plain if character.isdigit())
    return f"{digits[:3]}-{digits[3:5]}-{digits[5:]}" if scheme == BUSINESS_NUMBER else plain


def is_identifier(scheme: str, value: str) -> bool:
    """Whether the value is well formed in its scheme; a scheme without a published check takes any value."""
    check = _IDENTIFIER_CHECKS.get(scheme, bool)
    return check(value)


def normal_orcid(identifier: str) -> str:
    """An ORCID iD in groups of four, whether it was typed with hyphens, without, or as an address."""
    characters = identifier.rstrip("/").rsplit("/", maxsplit=1)[-1].replace("-", "").strip().upper()
    return "-".join(characters[start : start + 4] for start in range(0, len(characters), 4))
