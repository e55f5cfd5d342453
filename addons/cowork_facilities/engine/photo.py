"""Photos that others send: only the picture itself is kept, drawn anew."""

import base64
import binascii
import io

from PIL import Image, ImageOps, UnidentifiedImageError

from odoo.addons.cowork_members.engine.errors import EngineError

#: bytes of one photo, as a phone takes it
MAX_BYTES = 10 * 1024 * 1024
#: dots of one photo: a small file can hold a picture that fills the memory
MAX_DOTS = 60_000_000
#: longer sides are scaled down to it
MAX_SIDE = 1920
#: what phones send: those that keep HEIC turn it into JPEG for a browser
FORMATS = ("JPEG", "PNG")


def decode_photo(text: str | bytes) -> bytes:
    """:param text: base64, or an address (``data:``) that holds it
    :returns: bytes of the file, whatever it is
    :raises EngineError: ``photo_large`` or ``photo_image``
    """
    if isinstance(text, bytes):
        text = text.decode("latin-1")
    if not isinstance(text, str):
        raise EngineError("photo_image")
    encoded = text.rpartition(",")[2]
    if len(encoded) > MAX_BYTES * 4 // 3 + 4:
        raise EngineError("photo_large", megabytes=MAX_BYTES // 2**20)
    try:
        return base64.b64decode(encoded, validate=True)
    except (binascii.Error, ValueError):
        raise EngineError("photo_image") from None


def clean_photo(data: bytes) -> bytes:
    """Nothing but the picture is left: no place where it was taken, nothing hidden
    behind it, and no other kind of file under the name of a picture.

    :param data: bytes of a file
    :returns: the picture as JPEG, upright, neither side longer than ``MAX_SIDE``
    :raises EngineError: ``photo_large`` or ``photo_image``
    """
    if len(data) > MAX_BYTES:
        raise EngineError("photo_large", megabytes=MAX_BYTES // 2**20)
    try:
        photo = Image.open(io.BytesIO(data), formats=FORMATS)
        if photo.width * photo.height > MAX_DOTS:
            raise EngineError("photo_large", megabytes=MAX_BYTES // 2**20)
        # Most of a large JPEG need not be unpacked at all.
        photo.draft("RGB", (MAX_SIDE, MAX_SIDE))
        photo = ImageOps.exif_transpose(photo)
        photo.thumbnail((MAX_SIDE, MAX_SIDE))
        file = io.BytesIO()
        photo.convert("RGB").save(file, "JPEG", quality=82, optimize=True)
    except EngineError:
        raise
    except (
        UnidentifiedImageError,
        Image.DecompressionBombError,
        OSError,
        SyntaxError,
        ValueError,
    ):
        raise EngineError("photo_image") from None
    return file.getvalue()
