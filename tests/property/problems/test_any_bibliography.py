"""Whatever stands in a file of works: every entry has a verdict or the file is refused in words, a second time changes nothing, and nothing breaks."""

import json
import os
import tempfile
from pathlib import Path

import pytest
from django.db import transaction
from factories import make_expert, make_programme, make_viewer
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from minicluster.members.domain.imports import import_records
from minicluster.platform.refusals import InvalidInputError
from minicluster.problems.domain.imports import kind_of_expertise
from minicluster.problems.domain.imports.bibliography import bibtex, crossref, openalex, orcid, ris
from minicluster.problems.domain.imports.bibliography.recognising import FORMATS
from minicluster.problems.models import AuthorIdentity, Evidence, PersonPair

EXAMPLES = int(os.environ.get("MINICLUSTER_EXAMPLES", "200" if os.environ.get("MINICLUSTER_LONG") else "30"))
SOUP = st.text(alphabet=st.sampled_from([*"@{}(),=\"#\\'`^~.:-_ \n\r\tabzAER019", "\u0308", "ö", "김", "이", "\x00", "\u2028", "😀", "ß"]), max_size=200)
PIECES = st.lists(
    st.one_of(
        SOUP,
        st.sampled_from(
            [
                "@article{x, title={T}, author={Lee, Sung-Min}, year=2001}\n",
                '@string{a = "b" # {c}}\n',
                "@comment{",
                "TY  - JOUR\n",
                "AU  - Lee, Sung-Min\n",
                "TI  - T\n",
                "PY  - 20015\n",
                "ER  - \n",
                '{"id": "https://openalex.org/W1", "authorships": 3}\n',
            ]
        ),
    ),
    max_size=8,
).map("".join)
LEAVES = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(),
    st.floats(),
    st.text(max_size=12),
    st.sampled_from(["Lee, Sung-Min", "이성민", "10.1/x", "800101-1234567", "2006-13-40"]),
)
NAMES = st.sampled_from(
    [
        "id",
        "doi",
        "DOI",
        "title",
        "authorships",
        "author",
        "display_name",
        "orcid",
        "institutions",
        "abstract_inverted_index",
        "publication_date",
        "type",
        "topics",
        "ORCID",
        "family",
        "given",
        "affiliation",
        "issued",
        "date-parts",
        "message",
        "items",
        "results",
        "orcid-identifier",
        "path",
        "person",
        "name",
        "activities-summary",
        "works",
        "group",
        "work-summary",
        "external-ids",
        "external-id",
        "value",
        "year",
    ]
)
JSON = st.recursive(LEAVES, lambda inner: st.one_of(st.lists(inner, max_size=3), st.dictionaries(NAMES, inner, max_size=4)), max_leaves=25)
RECORDS = st.dictionaries(NAMES, JSON, max_size=8)


@given(text=PIECES)
@settings(max_examples=EXAMPLES * 10, deadline=None)
def test_any_text_is_read_entry_by_entry(text):
    for work in (*bibtex.works_in(text), *ris.works_in(text)):
        assert len(work.as_cells("ris")) == 11


@given(record=RECORDS)
@settings(max_examples=EXAMPLES * 10, deadline=None)
def test_any_record_is_read(record):
    for work in (openalex.work_of(record), crossref.work_of(record), *orcid.works_of(record)):
        assert len(work.as_cells("orcid")) == 11


@pytest.mark.django_db
@given(
    content=st.one_of(
        PIECES.map(str.encode),
        PIECES.map(lambda text: text.encode("cp949", errors="ignore")),
        st.binary(max_size=200),
        RECORDS.map(lambda record: json.dumps([record]).encode()),
    ),
    form=st.sampled_from(["", "", "", *FORMATS]),
    is_own=st.booleans(),
)
@settings(max_examples=EXAMPLES, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_any_file_has_its_verdicts_and_a_second_time_changes_nothing(content, form, is_own):
    with transaction.atomic():
        programme = make_programme()
        expert = make_expert(programme, name_ko="이성민", name_en="Lee Sung-Min")
        owner = expert.reference if is_own else ""
        first = _taken(content, programme, form, owner)
        held = _held(programme)
        second = _taken(content, programme, form, owner)
        assert (_held(programme), first is None) == (held, second is None)
        if second is not None:
            assert (second.numbers["created"], second.numbers["updated"]) == (0, 0)
        transaction.set_rollback(True)


def _taken(content, programme, form, owner):
    """The report, each row with one verdict; None where the file is refused in words."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "works"
        path.write_bytes(content)
        try:
            kind, read = kind_of_expertise(path, programme=programme, form=form, owner=owner)
            report = import_records(actor=make_viewer("programme_office", programme), programme=programme, kind=kind, path=path, read=read)
        except InvalidInputError:
            return None
    assert sum(report.numbers.values()) == len(report.verdicts)
    assert [bool(verdict.refusals) for verdict in report.verdicts] == [verdict.verdict == "refused" for verdict in report.verdicts]
    return report


def _held(programme):
    return [list(model.objects.filter(programme=programme).order_by("pk").values()) for model in (Evidence, AuthorIdentity, PersonPair)]
