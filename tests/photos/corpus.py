"""Files that somebody may send as a photo: pictures of each kind with all that may come with one, and what is none."""

import io
import random
import struct
import zlib
from collections.abc import Iterator
from typing import Any

from PIL import Image, PngImagePlugin

MARKUP = b"<script>alert(1)</script><?php system($_GET[0]); ?>"
SECRET = b"Koningin Astridlaan 12, Gent"
"""Stands in each part of a file that is not its picture."""
MODES = {"JPEG": ("RGB", "L", "CMYK"), "PNG": ("RGB", "RGBA", "L", "LA", "P", "1", "I;16"), "WEBP": ("RGB", "RGBA")}


def picture(mode: str = "RGB", width: int = 320, height: int = 240) -> Image.Image:
    """Something to see, in a mode."""
    drawn = Image.linear_gradient("L").resize((width, height))
    return drawn.convert("I").point(lambda grey: grey * 257).convert("I;16") if mode == "I;16" else drawn.convert(mode)


def written(image: Image.Image, kind: str, **how: Any) -> bytes:
    out = io.BytesIO()
    image.save(out, kind, **how)
    return out.getvalue()


def exif(orientation: int = 1) -> bytes:
    """Where and how it was taken."""
    told = Image.Exif()
    told[0x0112], told[0x010E] = orientation, SECRET.decode()
    told.get_ifd(0x8825)[2] = (51.0, 3.0, 43.2)
    return told.tobytes()


def png(width: int, height: int) -> bytes:
    """A PNG that says it is so large, with hardly anything in it."""

    def chunk(kind: bytes, content: bytes) -> bytes:
        return struct.pack(">I", len(content)) + kind + content + struct.pack(">I", zlib.crc32(kind + content))

    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n"
        + chunk(b"IHDR", head)
        + chunk(b"IDAT", zlib.compress(bytes(1 << 20)))
        + chunk(b"IEND", b"")
    )


def _with_all(kind: str, mode: str, orientation: int) -> bytes:
    """A picture with words of each sort that its kind has room for."""
    told: dict[str, Any] = {"exif": exif(orientation), "icc_profile": SECRET + MARKUP}
    if kind == "PNG":
        words = PngImagePlugin.PngInfo()
        words.add_text("Comment", (SECRET + MARKUP).decode(), zip=orientation % 2 == 0)
        words.add_itxt("XML:com.adobe.xmp", (SECRET + MARKUP).decode())
        told["pnginfo"] = words
    else:
        told["xmp"] = SECRET + MARKUP
    if kind == "JPEG":
        told["comment"] = SECRET + MARKUP
    return written(picture(mode), kind, **told)


def files(count: int) -> Iterator[bytes]:
    """So many files, the same each time: whole, with something behind them, cut, and with some bytes changed."""
    drawn = random.Random(20)
    kinds = [(kind, mode) for kind, modes in MODES.items() for mode in modes]
    for number in range(count):
        kind, mode = kinds[number % len(kinds)]
        whole = _with_all(kind, mode, 1 + number % 8)
        yield _spoilt(whole, drawn, number // len(kinds) % 4)


def _spoilt(whole: bytes, drawn: random.Random, how: int) -> bytes:
    if how == 1:
        return whole + b"PK\x03\x04" + MARKUP + SECRET
    if how == 2:
        return whole[: drawn.randrange(20, len(whole))]
    changed = bytearray(whole)
    for _ in range(drawn.randrange(1, 9) if how == 3 else 0):
        changed[drawn.randrange(12, len(changed))] = drawn.randrange(256)
    return bytes(changed)
