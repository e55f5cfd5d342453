"""QR codes as pictures.

Drawn here from the modules that ReportLab computes: to draw them itself it needs a
renderer that is not part of what the ERP is installed with.
"""

import base64
import io

from PIL import Image
from reportlab.graphics.barcode.qrencoder import QRCode, QRErrorCorrectLevel

#: pixels of one module, and modules of the white frame that readers look for
SCALE = 8
FRAME = 4
_WHITE, _BLACK = 255, 0


def qr_png(text: str) -> bytes:
    """:param text: what the code says
    :returns: a picture of it (PNG)
    """
    code = QRCode(None, QRErrorCorrectLevel.M)
    code.addData(text)
    code.make()
    count = code.getModuleCount()
    picture = Image.new("L", (count + 2 * FRAME, count + 2 * FRAME), _WHITE)
    for row in range(count):
        for column in range(count):
            if code.isDark(row, column):
                picture.putpixel((column + FRAME, row + FRAME), _BLACK)
    large = picture.resize(
        (picture.width * SCALE, picture.height * SCALE), Image.Resampling.NEAREST
    )
    file = io.BytesIO()
    large.save(file, "PNG", optimize=True)
    return file.getvalue()


def qr_uri(text: str) -> str:
    """:param text: what the code says
    :returns: a picture of it as an address that holds it, for pages and PDFs
    """
    return f"data:image/png;base64,{base64.b64encode(qr_png(text)).decode()}"
