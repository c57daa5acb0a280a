"""Photos as people send them from a phone: the picture is kept, upright and not larger than a page needs; what the phone wrote beside it is not.

Every photo is written anew from its pixels, so that nothing but them can come along: no place, no name of a camera or its owner, no small picture of what
was cut away, no film or archive hung on behind. Only who asks for it keeps the place, and then nothing but the place.
"""

import io
import struct
from dataclasses import dataclass
from typing import Final

from django.utils.translation import gettext as _
from PIL import Image, ImageOps

from minicluster.platform.files.sniffing import JPEG, photo_type_of
from minicluster.platform.refusals import InvalidInputError

SIZE_LIMIT: Final = 10 * 1024 * 1024
# A phone of today makes 50 million pixels; a small file that unpacks to more is a trap.
PIXEL_LIMIT: Final = 50_000_000
# A sheet of A4 can be read down to its smallest signature.
LONGEST_SIDE: Final = 2400
_QUALITY: Final = 85
_FORMATS: Final = ("JPEG", "PNG", "WEBP")
_PLACE: Final = 0x8825
# Latitude, longitude and altitude with their signs; the other entries tell how one moved, when, and by what device.
_OF_THE_PLACE: Final = range(1, 7)
_WHAT_BROKEN_PICTURES_RAISE: Final = (OSError, SyntaxError, ValueError, EOFError, struct.error, IndexError, KeyError, TypeError, ArithmeticError, MemoryError)
_BOMBS: Final = (Image.DecompressionBombError, Image.DecompressionBombWarning)


@dataclass(frozen=True)
class Photo:
    """A photo that may be kept: JPEG, upright, without a word beside the picture but the place, where that was asked for."""

    content: bytes
    name: str
    content_type: str = JPEG


def cleaned_photo(content: bytes, *, name: str = "", keeps_place: bool = False) -> Photo:
    """The photo written anew from its pixels. What it is is read off its bytes; its name says nothing.

    Raises:
        InvalidInputError: empty, larger than 10 MB, no JPEG, PNG or WebP whatever its name, broken, or of more pixels than a phone makes.
    """
    _refuse_what_is_no_photo(content)
    try:
        with Image.open(io.BytesIO(content), formats=_FORMATS) as picture:
            _refuse_too_many_pixels(picture)
            place = _place_in(picture) if keeps_place else None
            written = _written(_upright(picture), place)
    except _BOMBS as error:
        raise _too_many_pixels() from error
    except _WHAT_BROKEN_PICTURES_RAISE as error:
        raise InvalidInputError(_("This picture is broken and cannot be read. Nothing was stored; please take or choose it again."), field="photo") from error
    return Photo(written, f"{name.rpartition('.')[0] or name or 'photo'}.jpg")


def _refuse_what_is_no_photo(content: bytes) -> None:
    if not content:
        raise InvalidInputError(_("The photo is empty. Nothing was stored; please choose it again."), field="photo")
    if len(content) > SIZE_LIMIT:
        raise InvalidInputError(_("The photo is larger than 10 MB. Nothing was stored; please send it smaller."), field="photo")
    if photo_type_of(content) is None:
        raise InvalidInputError(
            _(
                "This file is no photo that can be read, whatever its name says. Nothing was stored. Taken are JPEG, PNG and WebP; an iPhone sends JPEG once its camera is set to “Most Compatible”."
            ),
            field="photo",
        )


def _refuse_too_many_pixels(picture: Image.Image) -> None:
    """Before a single one is unpacked."""
    if picture.width * picture.height > PIXEL_LIMIT:
        raise _too_many_pixels()


def _too_many_pixels() -> InvalidInputError:
    return InvalidInputError(_("This picture has more pixels than any phone makes. Nothing was stored; please send it smaller."), field="photo")


def _upright(picture: Image.Image) -> Image.Image:
    """The pixels alone, turned as the phone was held, on white where one could see through."""
    # Of a JPEG this unpacks no more than is needed.
    picture.draft("RGB", (LONGEST_SIDE, LONGEST_SIDE))
    turned = ImageOps.exif_transpose(picture)
    shown = turned.convert("RGBA" if turned.has_transparency_data else "RGB")
    shown.thumbnail((LONGEST_SIDE, LONGEST_SIDE))
    ground = Image.new("RGB", shown.size, "white")
    ground.paste(shown, mask=shown.getchannel("A") if shown.mode == "RGBA" else None)
    return ground


def _place_in(picture: Image.Image) -> Image.Exif | None:
    found = picture.getexif().get_ifd(_PLACE)
    place = {entry: value for entry, value in found.items() if entry in _OF_THE_PLACE}
    if not place:
        return None
    kept = Image.Exif()
    kept[_PLACE] = place
    return kept


def _written(picture: Image.Image, place: Image.Exif | None) -> bytes:
    content = io.BytesIO()
    beside = {"exif": place} if place else {}
    picture.save(content, "JPEG", quality=_QUALITY, **beside)
    return content.getvalue()
