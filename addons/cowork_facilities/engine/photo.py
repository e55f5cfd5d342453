"""Photos as phones send them: which are pictures that can be kept."""

import base64
import binascii

#: bytes; a phone's screen scales down before it sends, this is what others may send
MAX_PHOTO = 8 * 1024 * 1024
_JPEG = b"\xff\xd8\xff"
_PNG = b"\x89PNG\r\n\x1a\n"


def read_photo(text: str) -> bytes | None:
    """:param text: base64, or an address that holds it
    :returns: the picture, a JPEG, PNG or WebP; None when it is none: what a browser
        would run, SVG or HTML, is none
    """
    encoded = str(text or "").rpartition(",")[2]
    if len(encoded) > MAX_PHOTO * 4 // 3 + 4:
        return None
    try:
        data = base64.b64decode(encoded, validate=True)
    except (binascii.Error, ValueError):
        return None
    is_picture = data.startswith((_JPEG, _PNG)) or (
        data.startswith(b"RIFF") and data[8:12] == b"WEBP"
    )
    return data if is_picture else None
