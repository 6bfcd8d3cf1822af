"""An initiative outlives its category: it comes from an earlier year, or from before the categories were settled."""

import json

from msgspec.structs import replace

from tests.campaign import Campaign, text_of
from tests.people import INITIATOR, SLUG, a_change, press
from tests.years import YEAR

GONE = "kunst-en-erfgoed"
OTHERS = replace(YEAR, categories=tuple(its for its in YEAR.categories if its.key != GONE))
FILES = ("fr/index", "fr/initiatives", f"fr/initiatives/{SLUG}", "initiatives.csv", "initiatives.atom")


def test_what_is_public_is_shown_under_what_its_key_says(campaign: Campaign) -> None:
    review = campaign.submitted(category=GONE)["an"]
    campaign.in_year(YEAR, OTHERS)
    assert "Kunst en erfgoed" in campaign.get(review).body
    campaign.decide(review, "approve")
    for key in FILES:
        assert {"csv": GONE}.get(key[-3:], "Kunst en erfgoed") in campaign.file(key), key
    [told] = json.loads(campaign.file("initiatives.json"))["initiatives"]
    assert (told["category"]["key"], told["category"]["fr"]) == (GONE, "Kunst en erfgoed")
    assert f"category={GONE}" not in campaign.file(f"fr/initiatives/{SLUG}"), "there is nothing to choose"
    for asked in ("q=erfgoed", f"category={GONE}"):
        assert "Kunst en erfgoed" in campaign.get(f"/fr/search?{asked}").body
    assert campaign.dead == {name: [] for name in campaign.dead}


def test_who_changes_it_chooses_another(campaign: Campaign) -> None:
    review = campaign.submitted(category=GONE)["an"]
    campaign.in_year(YEAR, OTHERS)
    campaign.decide(review, "changes", "Graag korter.")
    link = campaign.newest_link(INITIATOR)
    assert press(campaign, link, **a_change(category=GONE)).status == 422
    assert press(campaign, link, **a_change(category="scholen")).status == 303
    campaign.drain()
    again = campaign.newest("an.peeters@example.org")
    assert "Scholen" in text_of(again)
    shown = campaign.get(campaign.link(again)).body
    assert "erfgoed" in shown
    assert campaign.dead == {name: [] for name in campaign.dead}
