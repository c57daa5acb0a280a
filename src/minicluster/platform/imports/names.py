"""Names of organisations, made comparable. Pure."""

import re

from minicluster.platform.imports.tidying import key, plain

# Korean company forms stand before or behind the name, with or without brackets; the English ones behind it.
_KOREAN_FORM = re.compile(
    r"\((?:주|유|합|재|사|의|학|복|특)\)|주식회사|유한책임회사|유한회사|합자회사|합명회사|재단법인|사단법인|학교법인|의료법인|농업회사법인"
)
_ENGLISH_FORM = re.compile(
    r"[\s,]+(?:co\.?\s*,?\s*ltd\.?|company\s+limited|corporation|corp\.?|incorporated|inc\.?|limited|ltd\.?|l\.?l\.?c\.?|gmbh|co\.)\s*$", re.IGNORECASE
)


def organisation_key(name: str) -> str:
    """The name by which an organisation is recognised: `(주)한빛정밀`, `㈜ 한빛정밀` and `한빛정밀 주식회사` are one.

    A name that is nothing but its form keeps it.
    """
    text = plain(name)
    bare = _ENGLISH_FORM.sub("", _KOREAN_FORM.sub(" ", text)).strip(" ,")
    return key(bare) or key(text)
