import io
import zipfile

import pytest

from minicluster.platform.files import sniffing
from minicluster.platform.files.sniffing import content_type_of


def archive(*names, mimetype=""):
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w") as made:
        if mimetype:
            made.writestr("mimetype", mimetype)
        for name in names:
            made.writestr(name, "x")
    return content.getvalue()


COMPOUND = bytes.fromhex("d0cf11e0a1b11ae1") + bytes(512)


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        (b"%PDF-1.7\n", "application/pdf"),
        (b"\x89PNG\r\n\x1a\n" + bytes(8), "image/png"),
        (b"\xff\xd8\xff\xe0" + bytes(8), "image/jpeg"),
        (archive("[Content_Types].xml", "xl/workbook.xml"), sniffing.XLSX),
        (archive("[Content_Types].xml", "word/document.xml"), sniffing.DOCX),
        (archive("Contents/content.hpf", mimetype="application/hwp+zip"), sniffing.HWPX),
        (COMPOUND + b"HWP Document File V3.00", sniffing.HWP),
        ("성과,값\n수출,3000\n".encode("cp949"), sniffing.CSV),
        ("\ufeff성과\t값\n수출\t3000\n".encode(), sniffing.CSV),
        ("계약서 원본은 추진단 캐비닛에 있습니다.".encode(), sniffing.TEXT),
        (archive("xl/workbook.xml", "xl/vbaProject.bin"), None),
        (archive("evil.exe"), None),
        (COMPOUND + b"WordDocument", None),
        (b"PK\x03\x04 no archive", None),
        (b"MZ\x90\x00\x03\x00\x00\x00", None),
        (b"\x7fELF\x02\x01\x01\x00", None),
    ],
)
def test_a_file_is_what_its_bytes_say(content, expected):
    assert content_type_of(content) == expected
