"""Who brings photos of what they register: in time, late, twice, or what is none."""

import re
from functools import cache, partial

from tests.cloud.calls import HOUR, MINUTE, SECOND
from tests.people import hidden
from tests.photos.corpus import MARKUP, exif, picture, written
from tests.simulation.letters import Letter
from tests.simulation.people.acts import insists
from tests.simulation.people.memory import Brought, history
from tests.simulation.person import Person
from tests.simulation.workers import Answer

# isort: split
from chalicelib.web import links

_KEY = re.compile(r'name="key" value="([^"]+)"')
ALT = "Zes buren drinken koffie aan een lange tafel."


@cache
def a_file(number: int) -> bytes:
    """What somebody sends, each other bytes: the third and the fourth are no photos."""
    if number % 4 == 2:
        return b"\xff\xd8\xff" + MARKUP
    if number % 4 == 3:
        return b"GIF89a" + MARKUP
    seen = picture(width=200, height=200)
    return written(seen, ("JPEG", "PNG")[number % 2], exif=exif()) + MARKUP + str(number).encode()


def brings_photos(me: Person, letter: Letter) -> None:
    """Adds some behind the mail, and may think better of one."""
    for number in range(1 + me.pick(2, 0.3)):
        insists(me, partial(bring, me, letter, number + 2 * me.pick(2, 0.2)))
        if me.maybe(0.3):
            me.wait((SECOND, MINUTE, HOUR)[me.pick(3)])
    if me.maybe(0.15):
        page = me.get(_page(letter))
        if "id_1" in hidden(page):
            describe(me, letter, page, remove_1="yes")


def bring(me: Person, letter: Letter, number: int) -> str:
    """Send a file, as S3 takes it from a browser, and say what is to be seen on it."""
    page = me.get(_page(letter))
    key = _KEY.search(page.body)
    uploads = me.stage.world.cloud.s3.uploads
    if key is None or uploads is None:
        return page.told
    uploads.seed(key[1], a_file(number))
    page = me.get(_page(letter))
    return describe(me, letter, page) if "new" in hidden(page) else page.told


def describe(me: Person, letter: Letter, page: Answer, **more: str) -> str:
    """Say of each photo on the page what is to be seen on it, and that it may be shown."""
    shown = {name: its for name, its in hidden(page).items() if name.startswith(("id_", "new", "button"))}
    alts = {name.replace("id", "alt"): ALT for name in shown if name.startswith("id_")}
    answer = me.post(_page(letter), {**shown, **alts, "shown_agree": "yes", "rights": "yes", **more})
    ids = frozenset(its for name, its in shown.items() if name.startswith("id_"))
    whose = links.read("confirm", letter.token, 0).subject[0]
    history(me.stage).brought.append(Brought(whose, ids, answer.told))
    if me.maybe(0.3):
        me.get(answer.location or _page(letter))
    return answer.told


def _page(letter: Letter) -> str:
    return letter.link.replace("/confirm/", "/photos/")
