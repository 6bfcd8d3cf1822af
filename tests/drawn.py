"""The pages of the site, drawn once for all tests of a process."""

from tests import environment  # noqa: F401 - The environment, before anything of the project.

# isort: split
from chalicelib.site.file import File, Sketch

MOST = 10_000
_drawn: dict[tuple[str, str], File] = {}


def drawn_once(sketch: Sketch) -> File:
    """The file of a sketch, drawn once for all tests: the same sketch gives the same file, which is its promise."""
    if len(_drawn) > MOST:
        _drawn.clear()
    name = (sketch.key, sketch.of)
    if name not in _drawn:
        _drawn[name] = sketch.draw()
    return _drawn[name]
