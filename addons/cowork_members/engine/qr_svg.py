"""QR codes as pictures that are part of the page they are on."""

from reportlab.graphics.barcode.qrencoder import QRCode, QRErrorCorrectLevel

#: light modules around the code, as its standard wants
QUIET = 4


def qr_svg(text: str, width: int = 240) -> str:
    """:param text: what the code says; it is nowhere in the picture but as modules
    :param width: in pixels
    :returns: ``<svg>`` element, dark on light whatever is behind it"""
    code = QRCode(None, QRErrorCorrectLevel.M)
    code.addData(text)
    code.make()
    count = code.getModuleCount()
    path = "".join(
        f"M{column + QUIET} {row + QUIET}h1v1h-1z"
        for row in range(count)
        for column in range(count)
        if code.isDark(row, column)
    )
    size = count + 2 * QUIET
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{width}" height="{width}"'
        f' viewBox="0 0 {size} {size}" shape-rendering="crispEdges" role="img">'
        f'<path fill="#fff" d="M0 0h{size}v{size}h-{size}z"/>'
        f'<path fill="#000" d="{path}"/></svg>'
    )
