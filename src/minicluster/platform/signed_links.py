"""Signed links: one purpose, one record, one end date. A GET with one changes nothing (mail scanners follow links)."""

from dataclasses import dataclass
from datetime import timedelta

from django.core import signing
from django.utils.translation import gettext as _

from minicluster.platform.refusals import NotVisibleError, RefusedError


class ExpiredLinkError(RefusedError):
    """The link was good and is too old now."""

    status = 410


@dataclass(frozen=True)
class SignedLink:
    """A kind of link: what it is for and how long it lives."""

    purpose: str
    lifetime: timedelta

    def token(self, record_id: int, *, version: str = "") -> str:
        """The token for a record. A new `version` (say, the time of asking) makes older tokens invalid."""
        return signing.dumps([record_id, version], salt=self._salt)

    def open(self, token: str) -> tuple[int, str]:
        """The record and version that a token names.

        Raises:
            ExpiredLinkError: older than the lifetime.
            NotVisibleError: forged, damaged or made for another purpose.
        """
        try:
            record_id, version = signing.loads(token, salt=self._salt, max_age=self.lifetime)
        except signing.SignatureExpired as error:
            raise ExpiredLinkError(_("This link has expired. Nothing is lost: please ask the coordinator to send you a new one.")) from error
        except (signing.BadSignature, ValueError) as error:
            raise NotVisibleError(_("This link is not complete or not valid. Please open it again from the message, or ask the coordinator.")) from error
        return int(record_id), str(version)

    @property
    def _salt(self) -> str:
        return f"minicluster.link.{self.purpose}"
