"""What was drawn change by change is what would be drawn anew."""

from tests.simulation.schedule import Stage

# isort: split
from chalicelib.cloud.queues import pack
from chalicelib.messages.publication import SiteChanged

NEVER = 10**15
"""No build has this number: whoever asks for what came after it has all looked through."""


def drawn_anew(stage: Stage) -> None:
    """I21: all files are looked through once more, and not one is written or taken away."""
    files = stage.world.cloud.s3.files
    before = {key: content for key, content in files.items() if not key.startswith("build/")}
    stage.world.put("publication.fifo", pack(SiteChanged(NEVER, whole=True)))
    stage.settle()
    after = {key: content for key, content in files.items() if not key.startswith("build/")}
    for key in sorted(before.keys() | after.keys()):
        if before.get(key) != after.get(key):
            stage.world.violated(f"I21: {key} is not what a change left")
