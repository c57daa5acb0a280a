"""How photos are sent."""

from typing import Any, Final

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from minicluster.meetings.domain.actions import SentPhoto
from minicluster.platform.files.photos import SIZE_LIMIT

KEEP_THE_PLACE: Final = gettext_lazy("Keep the place in the photo")
WITHOUT_THE_PLACE: Final = gettext_lazy("Where a photo was taken, when, and with what is removed unless you tick this; the place alone is kept then.")


class PhotoField(forms.FileField):
    """A photo from the phone's camera or its album. What it really is is looked at when it is kept; only its size is refused here, before it is read."""

    widget = forms.FileInput(attrs={"accept": "image/jpeg,image/png,image/webp"})

    def clean(self, data: Any, initial: Any = None) -> Any:
        """Refuse a photo that is too large before it is read."""
        sent = super().clean(data, initial)
        if isinstance(sent, UploadedFile) and (sent.size or 0) > SIZE_LIMIT:
            raise forms.ValidationError(_("The photo is larger than 10 MB. Nothing was stored; please send it smaller."))
        return sent


def keeps_place_field() -> forms.BooleanField:
    """The box by which a sender keeps the place."""
    return forms.BooleanField(label=KEEP_THE_PLACE, required=False, help_text=WITHOUT_THE_PLACE)


def sent_photo(upload: "UploadedFile[Any]", *, keeps_place: bool) -> SentPhoto:
    """An upload as the actions take it."""
    return SentPhoto(upload.read(), upload.name or "", keeps_place)
