"""Every text of the interface exists in Korean: extracted from the code and the templates, compared with the catalogues."""

import io
import re
from pathlib import Path

import pytest
from babel.messages.extract import extract
from babel.messages.pofile import read_po
from django.utils.translation.template import templatize

import minicluster

PACKAGE = Path(minicluster.__file__).parent
KEYWORDS = {
    "gettext": None, "gettext_lazy": None, "_": None, "ngettext": (1, 2), "ngettext_lazy": (1, 2), "pgettext": ((1, "c"), 2), "npgettext": ((1, "c"), 2, 3), "gettext_noop": None,
}  # fmt: skip
HANGUL = re.compile("[가-힣]")
PLACEHOLDER = re.compile(r"%\(\w+\)[sd]|%s|%d")


def _sources():
    return [path for path in sorted(PACKAGE.rglob("*")) if path.suffix in {".py", ".html", ".txt"} and "/migrations/" not in str(path)]


def _texts_of(path):
    source = path.read_text(encoding="utf-8")
    # Django turns a template into something like code for xgettext; Babel reads it once the lines are flush.
    code = source if path.suffix == ".py" else "\n".join(line.strip() for line in templatize(source).splitlines())
    for _line, message, _comments, _context in extract("python", io.BytesIO(code.encode()), KEYWORDS):
        yield message if isinstance(message, tuple) else (message,)


def _catalogues():
    for path in sorted(PACKAGE.rglob("locale/ko/LC_MESSAGES/django.po")):
        with path.open("rb") as file:
            yield path, read_po(file, locale="ko")


def _translated():
    return {
        (message.id if isinstance(message.id, tuple) else (message.id,))[0]: message.string
        for _path, catalogue in _catalogues()
        for message in catalogue
        if message.id
    }


def test_every_text_has_its_korean():
    translated = _translated()
    missing = sorted({(str(path.relative_to(PACKAGE)), text[0]) for path in _sources() for text in _texts_of(path) if text[0] and not translated.get(text[0])})
    assert missing == []


def test_no_catalogue_holds_a_text_that_is_no_longer_used():
    used = {text[0] for path in _sources() for text in _texts_of(path)}
    elsewhere = {message.id for path, catalogue in _catalogues() if "platform/database" in str(path) for message in catalogue}
    # The database speaks when Django cannot; its sentences are held by a test of its own (unit/platform/test_database_findings.py).
    assert sorted(set(_translated()) - used - elsewhere) == []


@pytest.mark.parametrize("path", [path for path, _catalogue in _catalogues()], ids=lambda path: str(path.relative_to(PACKAGE).parts[0]))
def test_a_catalogue_keeps_placeholders_and_is_written_in_korean(path):
    with path.open("rb") as file:
        catalogue = read_po(file, locale="ko")
    wrong = []
    for message in catalogue:
        if not message.id:
            continue
        english = message.id[-1] if isinstance(message.id, tuple) else message.id
        korean = message.string[0] if isinstance(message.string, (tuple, list)) else message.string
        if sorted(PLACEHOLDER.findall(english)) != sorted(PLACEHOLDER.findall(korean)) or message.fuzzy or not (HANGUL.search(korean) or korean == english):
            wrong.append(english)
    assert wrong == []


def test_no_two_catalogues_translate_one_text_differently():
    seen = {}
    messages = [(path, message) for path, catalogue in _catalogues() for message in catalogue if message.id]
    clashes = [(message.id, str(path.relative_to(PACKAGE))) for path, message in messages if seen.setdefault(message.id, message.string) != message.string]
    assert clashes == []
