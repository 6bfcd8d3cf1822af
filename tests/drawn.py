"""The pages of the site, drawn once: for all tests of a process, or for as long as the project stays as it is."""

from collections.abc import Callable

from tests import environment  # noqa: F401 - The environment, before anything of the project.

# isort: split
from chalicelib.site.file import File, Sketch


def once(draw: Callable[[Sketch], File], most: int) -> Callable[[Sketch], File]:
    """The same drawing, done once for the same sketch, whose promise is the same file; so many are kept."""
    drawn: dict[tuple[str, str], File] = {}

    def its_file(sketch: Sketch) -> File:
        name = (sketch.key, sketch.of)
        if name not in drawn:
            if len(drawn) > most:
                drawn.clear()
            drawn[name] = draw(sketch)
        return drawn[name]

    return its_file


drawn_once = once(lambda sketch: sketch.draw(), most=10_000)
"""For all tests of a process."""
