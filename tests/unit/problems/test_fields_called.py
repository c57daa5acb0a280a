"""Which field of the thesaurus a mini-cluster's speciality is."""

import pytest

from minicluster.problems.domain.shipped_thesaurus import fields_called


@pytest.mark.parametrize(
    ("names", "codes"),
    [
        (["공작기계", "Machine tools"], {"cwmt"}),
        (["금형"], {"cwmd", "gjim", "gmmd"}),
        (["금형 · 소재"], {"bsmm"}),
        (["machine  TOOLS"], {"cwmt"}),
        (["제과", "Baking", ""], set()),
        ([], set()),
    ],
)
def test_a_field_is_known_by_its_name_in_either_language_wherever_it_is(names, codes):
    assert fields_called(names) == codes
