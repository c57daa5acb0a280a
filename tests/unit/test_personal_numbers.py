import pytest

from minicluster.platform.personal_numbers import contains_resident_registration_number


@pytest.mark.parametrize(
    "text",
    [
        "800101-1234567",
        "주민번호 800101 2234567 입니다",
        "8001013234567",
        "８００１０１－１２３４５６７",
        "000229-3123456",
        "900101ㅡ1234567",
        "900101\u200b-1234567",
        "900101.1234567",
    ],
)
def test_a_resident_registration_number_is_recognised_in_every_writing(text):
    assert contains_resident_registration_number(text)


@pytest.mark.parametrize("text", ["801301-1234567", "010-1234-5678", "123-45-67890", "20070312-1234567", "2007. 3. 12. 3000대", "010229-3123456", ""])
def test_other_numbers_are_left_alone(text):
    assert not contains_resident_registration_number(text)
