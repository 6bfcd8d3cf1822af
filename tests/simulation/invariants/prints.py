"""What is printed and shared is of what everyone may see, and as it was last said."""

from collections.abc import Iterator, Mapping

from tests.simulation.schedule import Stage

# isort: split
from chalicelib.edition import LANGUAGES
from chalicelib.kinds import Slug
from chalicelib.site import printed


def check_prints(stage: Stage, signs: Mapping[Slug, str]) -> Iterator[str]:
    """Each of these public initiatives, all in Ghent, has its prints, with its last words; nothing else has any."""
    files = stage.world.cloud.s3.files
    wanted = {key for slug in signs for key in printed.of(slug)}
    told = {printed.brief("gent", language) for language in LANGUAGES} if signs else set()
    printed_there = {key for key in files if key.startswith((printed.PRINTS, printed.BRIEFS))}
    # What may be won in a year is of nobody.
    there = {key for key in printed_there if not key.startswith(f"{printed.PRINTS}badge-")}
    if there - wanted - told:
        yield f"I7: {min(there - wanted - told)} is printed, and of nothing that everyone may see"
    if (wanted | told) - there:
        yield f"I8: {min((wanted | told) - there)} is not printed"
    for slug, sign in signs.items():
        drawn = [key for key in printed.of(slug) if key.endswith(".pdf")]
        if not all(sign in files.get(key, b"").decode() for key in drawn):
            yield f"I14: what is printed of {slug} is not its last word"
    for key in told & there:
        if not all(sign in files[key].decode() for sign in signs.values()):
            yield f"I14: {key} does not tell what there is"
