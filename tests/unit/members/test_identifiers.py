import pytest

from minicluster.members.rules import is_business_number, is_identifier, is_lei, is_orcid, normal_identifier, normal_orcid


def test_a_business_number_has_the_check_digit_that_its_nine_digits_ask_for():
    # 220-81-6251?: 2·1+2·3+0·7+8·1+1·3+6·7+2·1+5·3+1·5 = 83, and 1·5 has no tens: 90 − 83 = 7.
    assert [digit for digit in range(10) if is_business_number(f"220-81-6251{digit}")] == [7]
    # 124-81-0099?: 1·1+2·3+4·7+8·1+1·3+0·7+0·1+9·3+9·5 = 118, and 9·5 has four tens: 122; 130 − 122 = 8.
    assert [digit for digit in range(10) if is_business_number(f"124810099{digit}")] == [8]


@pytest.mark.parametrize("number", ["", "220-81-6251", "220-81-62517-1", "abc"])
def test_what_does_not_have_ten_digits_is_no_business_number(number):
    assert not is_business_number(number)


def test_an_orcid_id_has_its_check_character():
    # The first is ORCID's own example; the second ends in X, which stands for ten.
    assert is_orcid("0000-0002-1825-0097")
    assert is_orcid("0000-0002-1694-233X")
    assert not is_orcid("0000-0002-1825-0098")
    assert not is_orcid("0000-0002-1825-009")
    assert not is_orcid("²000-0002-1825-0097")


def test_an_lei_is_one_modulo_97():
    # GLEIF's own identifier.
    assert is_lei("506700GE1G29325QX363")
    assert not is_lei("506700GE1G29325QX364")
    assert not is_lei("506700GE1G29325QX36")


def test_identifiers_are_written_in_one_way_whatever_was_typed():
    assert {normal_identifier("KR-BRN", typed) for typed in ("2208162517", "220-81-62517", "２２０－８１－６２５１７", " 220 81 62517 ")} == {"220-81-62517"}
    assert normal_identifier("LEI", " 506700ge1g29325qx363") == "506700GE1G29325QX363"
    assert {normal_orcid(typed) for typed in ("https://orcid.org/0000-0002-1825-0097", "0000000218250097", "0000-0002-1825-0097")} == {"0000-0002-1825-0097"}


def test_a_scheme_without_a_published_check_takes_any_value_but_none():
    assert is_identifier("ROR", "https://ror.org/01wjejq96")
    assert not is_identifier("ROR", "")
    assert not is_identifier("KR-BRN", "220-81-62510")
