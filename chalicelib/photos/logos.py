"""A partner's logo made anew: on white, and without a margin, so that all stand as large beside each other."""

from msgspec import Struct
from PIL import Image, ImageOps

from chalicelib import logo
from chalicelib.errors import Refused
from chalicelib.photos.re_encoding import on_white, refusing, upright, written

LEAST_SIDE = 40
"""Pixels."""
LONGEST = 10
"""Times its short side, that the long one may be."""
_SEEN = 12
"""Of 255, how much darker than white something has to be to be seen on it."""
_HOW = {"format": "WEBP", "quality": 90}


class Made(Struct, frozen=True):
    """What became of a logo."""

    width: int
    height: int
    file: bytes


def re_encode(content: bytes) -> Made:
    """The logo as it is shown. Raises Refused, whose sentence is a key under [organise.logo.refused]."""
    with refusing():
        return _made(_trimmed(on_white(upright(content, LEAST_SIDE, LONGEST))))


def _trimmed(picture: Image.Image) -> Image.Image:
    darkness = ImageOps.invert(picture.convert("L")).point(lambda grey: 255 if grey >= _SEEN else 0)
    drawn = darkness.getbbox()
    if drawn is None:
        # White letters, meant for a dark ground, on which no page of ours would show them.
        raise Refused("unseen")
    left, top, right, bottom = drawn
    if min(right - left, bottom - top) < LEAST_SIDE // 2:
        raise Refused("shape")
    return picture.crop(drawn)


def _made(picture: Image.Image) -> Made:
    picture.thumbnail((logo.WIDEST, logo.HIGHEST), Image.Resampling.LANCZOS)
    return Made(picture.width, picture.height, written(picture, _HOW))
