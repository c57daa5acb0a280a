import pytest

from minicluster.demonstration.korean import ends_in_consonant, filled, romanised


@pytest.mark.parametrize(
    ("word", "closed"), [("휠체어", False), ("침대", False), ("모듈", True), ("금형", True), ("LED", False), ("렌즈(II)", False), ("A3", True)]
)
def test_a_particle_depends_on_the_last_sound_of_its_word(word, closed):
    assert ends_in_consonant(word) is closed


def test_a_text_takes_the_particle_that_fits_its_word():
    text = "{product}|이|가 흔들리고 {product}|을|를 바꿔도 {product}의 소리가 납니다."
    assert filled(text, product="침대") == "침대가 흔들리고 침대를 바꿔도 침대의 소리가 납니다."
    assert filled(text, product="금형") == "금형이 흔들리고 금형을 바꿔도 금형의 소리가 납니다."


def test_a_name_is_written_in_latin_letters_syllable_by_syllable():
    assert [romanised(name) for name in ("다온", "솔뫼", "한결", "LED")] == ["Daon", "Solmoe", "Hangyeol", "Led"]
