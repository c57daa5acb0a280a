"""A QR code drawn on the server is read by a camera, and needs neither style nor script."""

import io
import re

import vl_convert
import zxingcpp
from PIL import Image

from minicluster.platform.qr_codes import qr_svg

ADDRESS = "https://minicluster.example/door/WzEyLCIiXQ:1abcde:xyzzy_0-9/"


def test_a_camera_reads_the_address():
    # Inside a page an SVG needs no name of its language; alone it does.
    alone = str(qr_svg(ADDRESS)).replace("<svg ", '<svg xmlns="http://www.w3.org/2000/svg" ', 1)
    picture = Image.open(io.BytesIO(vl_convert.svg_to_png(alone, scale=8))).convert("L")
    assert [(code.text, code.format.name) for code in zxingcpp.read_barcodes(picture)] == [(ADDRESS, "QRCode")]


def test_its_looks_are_attributes():
    drawn = str(qr_svg('"><script>1</script>'))
    assert set(re.findall(r"<(\w+)", drawn)) == {"svg", "path"}
    assert set(re.findall(r'([\w-]+)="', drawn)) == {"viewBox", "class", "fill", "stroke", "d"}
