"""Mails with an answer from a calendar, in the shapes in which they really come."""

import base64
import quopri
from email.message import EmailMessage

UID = "00000000-0000-0000-0000-000000000007@minicluster"


def reply_entry(*, status="ACCEPTED", attendee="hong@firm.example", sequence=0, stamp="20071023T010000Z", uid=UID, name="홍길동", more="", method="REPLY"):
    """The calendar object of an answer."""
    lines = [
        "BEGIN:VCALENDAR", "PRODID:-//Some Calendar//EN", "VERSION:2.0", f"METHOD:{method}", "BEGIN:VEVENT", f"UID:{uid}", f"SEQUENCE:{sequence}",
        f"DTSTAMP:{stamp}", "DTSTART:20071108T050000Z", "SUMMARY:수락: 공정 개선 포럼", "ORGANIZER:mailto:office@cluster.example",
        f'ATTENDEE;CN="{name}";PARTSTAT={status}{more}:mailto:{attendee}', "END:VEVENT", "END:VCALENDAR", "",
    ]  # fmt: skip
    return "\r\n".join(lines)


def mail_around(part, *, sender="hong@firm.example", identity="<1@firm.example>", subject="=?utf-8?B?7IiY65297ZWp64uI64uk?="):
    """The head of a mail, and the part that was written out already."""
    head = [f"From: {sender}", "To: office@cluster.example", f"Message-ID: {identity}", f"Subject: {subject}", "MIME-Version: 1.0"]
    return "\r\n".join(head).encode() + b"\r\n" + part


def gmail(entry, **head):
    """multipart/mixed of multipart/alternative (plain, html, calendar in 7bit with method) and the same as a file in base64."""
    mail = EmailMessage()
    mail.set_content("홍길동 님이 초대를 수락했습니다.")
    mail.add_alternative("<p>홍길동 님이 초대를 수락했습니다.</p>", subtype="html")
    mail.add_alternative(entry, subtype="calendar", params={"method": "REPLY"})
    mail.add_attachment(entry.encode(), maintype="application", subtype="ics", filename="invite.ics")
    return mail_around(mail.as_bytes().replace(b"\n", b"\r\n"), **head)


def outlook(entry, **head):
    """A single text/calendar part in base64."""
    body = base64.encodebytes(entry.encode()).replace(b"\n", b"\r\n")
    return mail_around(b'Content-Type: text/calendar; charset="utf-8"; method=REPLY\r\nContent-Transfer-Encoding: base64\r\n\r\n' + body, **head)


def korean_outlook(entry, **head):
    """Quoted-printable in the character set of old Korean Windows, under the name by which Outlook calls it."""
    body = quopri.encodestring(entry.encode("cp949"))
    part = b'Content-Type: text/calendar; charset="ks_c_5601-1987"; method=REPLY\r\nContent-Transfer-Encoding: quoted-printable\r\n\r\n' + body
    return mail_around(part, **{"subject": "=?euc-kr?B?vPa29sfVtM+02Q==?=", **head})


def naver(entry, **head):
    """A plain file in 8bit, without a type of its own, beside an HTML text; the name of the sender in raw CP949."""
    text = b"--x\r\nContent-Type: text/html; charset=euc-kr\r\n\r\n<p>" + "수락".encode("cp949") + b"</p>\r\n"
    file = b'--x\r\nContent-Type: application/octet-stream; name="reply.ics"\r\nContent-Disposition: attachment; filename="reply.ics"\r\n\r\n'
    part = b'Content-Type: multipart/mixed; boundary="x"\r\n\r\n' + text + file + entry.encode("cp949") + b"\r\n--x--\r\n"
    mail = mail_around(part, **head)
    return mail.replace(b"From: hong@firm.example", b"From: " + "홍길동".encode("cp949") + b" <hong@firm.example>")


SHAPES = (gmail, outlook, korean_outlook, naver)
