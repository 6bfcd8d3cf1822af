"""A stranger's photo made anew, so that of its bytes none is left: what comes out has the picture and nothing else."""

import io
import warnings
from collections.abc import Iterator, Mapping
from contextlib import contextmanager

from msgspec import Struct
from PIL import Image, ImageOps

from chalicelib import photo
from chalicelib.errors import Refused

MOST_PIXELS = 40_000_000
LEAST_SIDE = 200
"""Pixels."""
LONGEST = 4
"""Times its short side, that the long one may be."""

_HOW: Mapping[str, Mapping[str, object]] = {
    "jpg": {"format": "JPEG", "quality": 80, "progressive": True},
    "webp": {"format": "WEBP", "quality": 78},
}

# Also what is only a little larger is refused, of which Pillow by itself warns.
Image.MAX_IMAGE_PIXELS = MOST_PIXELS
warnings.simplefilter("error", Image.DecompressionBombWarning)


class Made(Struct, frozen=True):
    """What became of a photo: its largest size, and each file by its width as files are called, and its kind."""

    width: int
    height: int
    files: Mapping[tuple[int, str], bytes]


def re_encode(content: bytes) -> Made:
    """The photo in our sizes. Raises Refused, whose sentence is a key under [photos.refused], for what is none."""
    with refusing():
        return _made(upright(content, LEAST_SIDE, LONGEST))


@contextmanager
def refusing() -> Iterator[None]:
    """Whatever goes wrong with a picture in here is Refused."""
    try:
        yield
    except (Image.DecompressionBombError, Image.DecompressionBombWarning) as problem:
        raise Refused("pixels") from problem
    except Refused:
        raise
    except Exception as problem:
        raise Refused("broken") from problem


def upright(content: bytes, least: int, longest: int) -> Image.Image:
    """The picture, no larger than is needed, and turned the way its camera was held. Raises Refused for what is none,
    of which the short side has not so many pixels, or the long one more than so many times those."""
    kind = photo.kind(content[: photo.BEGINNING])
    if kind not in photo.TAKEN:
        raise Refused(kind)
    with Image.open(io.BytesIO(content), formats=("JPEG", "PNG", "WEBP")) as opened:
        _check(opened, least, longest)
        # Of a large JPEG a half or a quarter is decoded only.
        opened.draft("RGB", (photo.WIDTHS[-1], photo.WIDTHS[-1]))
        return ImageOps.exif_transpose(opened)


def _check(opened: Image.Image, least: int, longest: int) -> None:
    """Raises Refused for what is not to be decoded at all: here only its head was read."""
    width, height = opened.size
    if width * height > MOST_PIXELS:
        raise Refused("pixels")
    if min(width, height) < least or max(width, height) > longest * min(width, height):
        raise Refused("shape")
    if opened.format != "MPO" and getattr(opened, "n_frames", 1) > 1:
        raise Refused("moves")


def _made(picture: Image.Image) -> Made:
    files: dict[tuple[int, str], bytes] = {}
    flat = on_white(picture)
    width = min(flat.width, photo.WIDTHS[-1])
    largest = flat.height * width // flat.width
    for called in photo.WIDTHS:
        size = min(called, flat.width)
        sized = flat.resize((size, max(1, flat.height * size // flat.width)), reducing_gap=2.0)
        for kind, how in _HOW.items():
            files[called, kind] = written(sized, how)
        if called >= flat.width:
            break
    return Made(width, largest, files)


def on_white(picture: Image.Image) -> Image.Image:
    """The picture in plain colours, on white where it lets one see through."""
    if picture.mode.startswith("I"):
        # Sixteen bits of grey, as scanners make them.
        picture = picture.convert("I").point(lambda grey: grey * (1 / 256)).convert("L")
    # Larger than it is shown only costs memory.
    picture.thumbnail((2 * photo.WIDTHS[-1], 4 * photo.WIDTHS[-1]), reducing_gap=2.0)
    # A new one, since some of what came with a picture would be written again with it.
    clean = Image.new("RGB", picture.size, "white")
    if picture.has_transparency_data:
        seen = picture.convert("RGBA")
        clean.paste(seen, mask=seen)
    else:
        clean.paste(picture.convert("RGB"))
    return clean


def written(sized: Image.Image, how: Mapping[str, object]) -> bytes:
    """The file of a picture."""
    out = io.BytesIO()
    sized.save(out, **how)  # type: ignore[arg-type]
    return out.getvalue()
