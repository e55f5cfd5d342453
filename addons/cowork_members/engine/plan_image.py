"""Images of floor plans: how large they are, and whether nothing in them acts."""

import io
import re

from lxml import etree
from PIL import Image, UnidentifiedImageError

from .errors import EngineError

RASTER_FORMATS = ("PNG", "JPEG", "GIF")
#: lies on its side: width and height change places
TURNED = range(5, 9)
ORIENTATION = 0x0112
SVG = "http://www.w3.org/2000/svg"
#: what drawing programs add for themselves, and browsers ignore
NOTES = frozenset(
    {
        "http://www.inkscape.org/namespaces/inkscape",
        "http://sodipodi.sourceforge.net/DTD/sodipodi-0.dtd",
        "http://www.w3.org/1999/02/22-rdf-syntax-ns#",
        "http://creativecommons.org/ns#",
        "http://purl.org/dc/elements/1.1/",
    }
)
#: elements that draw; all others may load, link, move or run something
DRAWN = frozenset(
    "svg g defs symbol use title desc metadata path rect circle ellipse line polyline"
    " polygon text tspan clipPath mask pattern linearGradient radialGradient stop"
    " marker".split()
)
#: not a reference to something in the same drawing
OUTSIDE = re.compile(r"url\(\s*['\"]?\s*(?!#)|@import|expression|javascript:", re.I)
LENGTH = re.compile(r"\s*(\d+(?:\.\d+)?)(?:px|pt|mm|cm|in)?\s*")
LARGEST = 100000


def is_drawing(data):
    """:returns: whether an image is one of lines, not of dots"""
    return data.lstrip(b"\xef\xbb\xbf \t\r\n")[:1] == b"<"


def read_size(data):
    """:param data: bytes of the image
    :returns: ``(width, height)``, as it is shown
    :raises EngineError: when it is no image that may be used as a plan"""
    if is_drawing(data):
        return _read_svg_size(data)
    try:
        image = Image.open(io.BytesIO(data), formats=RASTER_FORMATS)
        width, height = image.size
        turned = image.getexif().get(ORIENTATION) in TURNED
    except (UnidentifiedImageError, OSError, ValueError, SyntaxError):
        raise EngineError("plan_image") from None
    return (height, width) if turned else (width, height)


def _read_svg_size(data):
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False)
    try:
        tree = etree.fromstring(data, parser)
    except (etree.XMLSyntaxError, ValueError):
        raise EngineError("plan_image") from None
    if tree.tag != f"{{{SVG}}}svg":
        raise EngineError("plan_image")
    if tree.getroottree().docinfo.doctype:
        raise EngineError("plan_active", what="DOCTYPE")
    for element in tree.iter():
        _check_element(element)
    return _read_box(tree)


def _check_element(element):
    """:raises EngineError: when an element of a drawing could do more than be seen"""
    if element.tag is etree.Comment:
        return
    if not isinstance(element.tag, str):
        # An entity, or an instruction such as a style sheet.
        raise EngineError("plan_active", what=str(element).strip()[:40])
    name = etree.QName(element)
    if name.namespace not in NOTES and not (
        name.namespace == SVG and name.localname in DRAWN
    ):
        raise EngineError("plan_active", what=name.localname)
    for key, value in element.attrib.items():
        local = etree.QName(key).localname.lower()
        is_link = local in ("href", "src") and not value.startswith("#")
        if local.startswith("on") or is_link or OUTSIDE.search(value):
            raise EngineError("plan_active", what=local)


def _read_box(tree):
    """:returns: ``(width, height)`` of a drawing, by what it shows"""
    box = re.split(r"[\s,]+", (tree.get("viewBox") or "").strip())
    try:
        size = float(box[2]), float(box[3])
    except (IndexError, ValueError):
        found = [LENGTH.fullmatch(tree.get(name) or "") for name in ("width", "height")]
        if None in found:
            raise EngineError("plan_size") from None
        size = tuple(float(match[1]) for match in found)
    if not all(0 < side < LARGEST for side in size):
        raise EngineError("plan_size")
    return size
