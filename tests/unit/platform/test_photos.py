"""Photos are written anew: upright, small enough, and without a word beside the picture."""

import io
import struct
import zlib

import pytest
from PIL import Image

from minicluster.platform.files.photos import PIXEL_LIMIT, SIZE_LIMIT, cleaned_photo
from minicluster.platform.files.sniffing import photo_type_of
from minicluster.platform.refusals import InvalidInputError

ORIENTATION, MAKER, OWNER, CAMERA_FACTS, PLACE = 0x112, 0x10F, 0xA430, 0x8769, 0x8825
SEOUL = {1: "N", 2: (37.0, 33.0, 59.0), 3: "E", 4: (126.0, 58.0, 41.0)}


def photo(form="JPEG", *, size=(40, 20), mode="RGB", orientation=1, **options):
    """A picture whose left half is red and whose right half is blue, with all that a phone writes beside it."""
    picture = Image.new(mode, size, "blue")
    picture.paste(Image.new(mode, (size[0] // 2, size[1]), "red"), (0, 0))
    beside = Image.Exif()
    beside[ORIENTATION], beside[MAKER] = orientation, "Canary Phone"
    beside[CAMERA_FACTS] = {0x9003: "2007:10:22 10:00:00", OWNER: "Canary Owner"}
    beside[PLACE] = {**SEOUL, 29: "2007:10:22"}
    content = io.BytesIO()
    picture.save(content, form, exif=beside, **options)
    return content.getvalue()


def opened(content):
    return Image.open(io.BytesIO(content))


def colour_at(picture, x, y):
    red, _green, blue = picture.convert("RGB").getpixel((x, y))
    return "red" if red > blue else "blue"


@pytest.mark.parametrize("form", ["JPEG", "PNG", "WEBP"])
def test_nothing_stays_beside_the_picture_unless_the_sender_keeps_the_place(form):
    kept = {keeps: cleaned_photo(photo(form), keeps_place=keeps) for keeps in (False, True)}
    assert {keeps: (one.content_type, opened(one.content).format, opened(one.content).size) for keeps, one in kept.items()} == dict.fromkeys(
        (False, True), ("image/jpeg", "JPEG", (40, 20))
    )
    assert {keeps: dict(opened(one.content).getexif().get_ifd(PLACE)) for keeps, one in kept.items()} == {False: {}, True: SEOUL}
    assert {keeps: set(opened(one.content).getexif()) for keeps, one in kept.items()} == {False: set(), True: {PLACE}}
    assert [b"Canary" in one.content or b"2007:10" in one.content for one in kept.values()] == [False, False]


def test_a_photo_without_a_place_has_none_to_keep():
    plain = io.BytesIO()
    Image.new("RGB", (4, 4)).save(plain, "PNG")
    assert set(opened(cleaned_photo(plain.getvalue(), keeps_place=True).content).getexif()) == set()


def test_it_is_turned_as_the_phone_was_held():
    """Of a picture whose left half is red: turned right its upper half is red, turned left its lower half."""
    assert {
        orientation: (turned.size, colour_at(turned, 2, 2), colour_at(turned, turned.width - 3, turned.height - 3))
        for orientation in (1, 3, 6, 8)
        for turned in [opened(cleaned_photo(photo(orientation=orientation)).content)]
    } == {1: ((40, 20), "red", "blue"), 3: ((40, 20), "blue", "red"), 6: ((20, 40), "red", "blue"), 8: ((20, 40), "blue", "red")}


def test_a_large_photo_is_made_as_large_as_a_page_needs():
    assert opened(cleaned_photo(photo(size=(4800, 1200))).content).size == (2400, 600)


@pytest.mark.parametrize("mode", ["RGBA", "LA", "P", "L", "1", "I;16", "CMYK"])
def test_every_way_of_keeping_colours_becomes_plain_colours(mode):
    content = io.BytesIO()
    Image.new(mode, (9, 7)).save(content, "JPEG" if mode == "CMYK" else "PNG")
    clean = opened(cleaned_photo(content.getvalue()).content)
    assert (clean.mode, clean.size) == ("RGB", (9, 7))


def test_what_one_could_see_through_is_white():
    content = io.BytesIO()
    Image.new("RGBA", (8, 8), (0, 0, 0, 0)).save(content, "PNG")
    assert opened(cleaned_photo(content.getvalue()).content).getpixel((4, 4)) == (255, 255, 255)


def test_what_hangs_on_behind_the_picture_does_not_come_along():
    assert b"PK\x03\x04canary" not in cleaned_photo(photo() + b"PK\x03\x04canary").content


def bomb(width, height):
    """A PNG of a few bytes that says it is large."""
    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    chunk = b"IHDR" + header
    return b"\x89PNG\r\n\x1a\n" + struct.pack(">I", len(header)) + chunk + struct.pack(">I", zlib.crc32(chunk)) + struct.pack(">I", 0) + b"IDAT\0\0\0\0"


REFUSED = {
    "empty": (b"", "is empty"),
    "a page under the name of a photo": (b"<html><script>1</script></html>", "no photo that can be read"),
    "a PDF": (b"%PDF-1.7 \xff\xd8\xff", "no photo that can be read"),
    "an animation": (b"GIF89a" + bytes(40), "no photo that can be read"),
    "a picture of an iPhone": (b"\0\0\0\x18ftypheic" + bytes(40), "Most Compatible"),
    "another container": (b"RIFF\0\0\0\0WAVE" + bytes(40), "no photo that can be read"),
    "only a beginning": (b"\xff\xd8\xff\xe0" + bytes(40), "is broken"),
    "cut off": (photo(size=(400, 200))[:-200], "is broken"),
    "a beginning of WebP": (b"RIFF\x10\0\0\0WEBPVP8 ", "is broken"),
    "just more pixels than a phone makes": (bomb(PIXEL_LIMIT // 5000 + 1, 5000), "more pixels"),
    "a bomb": (bomb(60_000, 60_000), "more pixels"),
    "a heavy file": (photo() + bytes(SIZE_LIMIT), "larger than 10 MB"),
}


@pytest.mark.parametrize("case", REFUSED)
def test_what_is_no_good_photo_is_refused_in_clear_words(case):
    content, said = REFUSED[case]
    with pytest.raises(InvalidInputError, match=said) as refusal:
        cleaned_photo(content, name="photo.jpg")
    assert refusal.value.field == "photo"


def test_the_name_ends_as_the_photo_is_and_says_nothing_of_what_it_is():
    content = photo("PNG")
    assert [cleaned_photo(content, name=name).name for name in ("서명부.heic", "IMG_1.tar.png", "sheet", "")] == [
        "서명부.jpg", "IMG_1.tar.jpg", "sheet.jpg", "photo.jpg",
    ]  # fmt: skip


def test_a_photo_is_known_by_its_bytes():
    assert [photo_type_of(photo(form)) for form in ("JPEG", "PNG", "WEBP")] == ["image/jpeg", "image/png", "image/webp"]
