"""Of what a stranger sent as a photo, only the picture is left, or a sentence on why not."""

import io
import time
from collections.abc import Mapping

import pytest
from PIL import Image

from chalicelib import photo
from chalicelib.edition import LANGUAGES
from chalicelib.errors import Refused
from chalicelib.photos.re_encoding import Made, re_encode
from chalicelib.web import words
from tests.depth import TRIED, cases
from tests.photos import corpus
from tests.photos.corpus import MARKUP, SECRET, exif, picture, png, written

MOVES = [picture("RGB"), picture("L").convert("RGB").rotate(90)]


def opened(made: Made) -> Mapping[tuple[int, str], Image.Image]:
    return {name: Image.open(io.BytesIO(content)) for name, content in made.files.items()}


@pytest.mark.parametrize("part", range(4))
def test_nothing_but_the_picture_comes_out(part: int) -> None:
    """I20; 0 of what came with it, in whichever of them is taken, and to who sent another we can say why not."""
    tried = [*corpus.files(cases(60, 2000))][part::4]
    refused = [*filter(None, map(_refused, tried))]
    assert 0 < len(refused) <= len(tried) * 3 // 4
    for sentence in {*refused}:
        assert all(words.say(language, f"photos.refused.{sentence}") for language in LANGUAGES)
    TRIED["files sent as a photo, each clean or refused"] += len(tried)


def _refused(content: bytes) -> str:
    """Why a file is no photo of ours; "" of one that is, once it was looked whether it is clean."""
    try:
        made = re_encode(content)
    except Refused as refusal:
        return refusal.sentence
    _check(made)
    return ""


def _check(made: Made) -> None:
    for file in made.files.values():
        assert MARKUP[:8] not in file
        assert SECRET[:8] not in file
    for image in opened(made).values():
        assert image.mode == "RGB"
        assert not image.getexif()
        assert not {"exif", "icc_profile", "xmp", "comment", "photoshop"} & image.info.keys()


@pytest.mark.parametrize("orientation", range(1, 9))
def test_it_stands_the_way_its_camera_was_held(orientation: int) -> None:
    held = written(picture(), "JPEG", exif=exif(orientation))
    made = re_encode(held)
    is_turned = orientation > 4
    assert (made.width, made.height) == ((240, 320) if is_turned else (320, 240))
    upright = Image.open(io.BytesIO(made.files[480, "jpg"])).convert("L")
    # The gradient is dark above: after turning it is where the tag says that above is.
    corners = [upright.getpixel(at) for at in ((5, 5), (upright.width - 5, 5), (5, upright.height - 5))]
    dark = [isinstance(grey, int) and grey < 60 for grey in corners]
    assert dark == {
        1: [True, True, False], 2: [True, True, False], 3: [False, False, True], 4: [False, False, True],
        5: [True, False, True], 6: [False, True, False], 7: [False, True, False], 8: [True, False, True],
    }[orientation]  # fmt: skip


def test_it_comes_in_three_sizes_and_none_is_larger_than_it_was() -> None:
    large, small = (re_encode(written(picture(width=wide, height=wide * 2 // 3), "JPEG")) for wide in (2400, 700))
    assert (large.width, large.height) == (1600, 1066)
    assert {name: image.width for name, image in opened(large).items()} == {
        (width, kind): width for width in photo.WIDTHS for kind in photo.KINDS
    }
    assert {name[0]: image.width for name, image in opened(small).items()} == {480: 480, 960: 700}
    assert photo.Photo("p", "", small.width, small.height).sizes == [(480, 480), (960, 700)]


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"\0\0\0\x18ftypheic" + bytes(500), "heic"),
        (b"\0\0\0\x1cftypavif" + bytes(500), "other"),
        (b'<svg xmlns="http://www.w3.org/2000/svg"><script/></svg>', "svg"),
        (b"GIF89a" + MARKUP, "other"),
        (b"%PDF-1.7", "other"),
        (b"PK\x03\x04", "other"),
        (b"", "other"),
        (written(picture(), "TIFF"), "other"),
        (png(50_000, 50_000), "pixels"),
        (png(8_200, 5_000), "pixels"),
        (png(1, 40_000), "shape"),
        (png(150, 150), "shape"),
        (written(MOVES[0], "PNG", save_all=True, append_images=MOVES[1:]), "moves"),
        (written(MOVES[0], "WEBP", save_all=True, append_images=MOVES[1:]), "moves"),
        (written(picture(), "JPEG")[:2000], "broken"),
        (b"\xff\xd8\xff" + MARKUP, "broken"),
    ],
    ids=range(16),
)
def test_what_is_no_photo_of_ours_is_refused_at_once_with_a_reason(content: bytes, sentence: str) -> None:
    begun = time.process_time()
    with pytest.raises(Refused) as refusal:
        re_encode(content)
    assert refusal.value.sentence == sentence
    assert time.process_time() - begun < 0.2


def test_a_large_photo_takes_three_seconds_at_most() -> None:
    large = written(picture(width=6000, height=4000), "JPEG")
    begun = time.process_time()
    assert re_encode(large).width == 1600
    assert time.process_time() - begun < 3
