"""An organiser at work on the pages of the year."""

import html
import re
from dataclasses import dataclass

from bs4 import BeautifulSoup

from chalicelib.cloud import editions
from chalicelib.edition import Edition
from tests.campaign import Answer, Campaign
from tests.team.team import SOFIE, signs_in

YEAR = "/nl/organise/edition/2027"


@dataclass
class Office:
    """Somebody who is signed in as an organiser."""

    campaign: Campaign
    path: str = YEAR

    @classmethod
    def of(cls, campaign: Campaign, email: str = SOFIE) -> "Office":
        """Somebody's, by their mail."""
        assert signs_in(campaign, email).status == 303
        return cls(campaign)

    def form(self, group: str) -> dict[str, str]:
        """What stands in the form of a group."""
        return fields_of(self.campaign.get(f"{self.path}/{group}"))

    def look(self, group: str, begun: dict[str, str] | None = None, **typed: str) -> Answer:
        """Ask what would change; fields take _ for - and a dot."""
        begun = begun or self.form(group)
        told_apart = {re.sub("[-_.]", "", name): name for name in begun}
        named = {told_apart.get(name.replace("_", ""), name.replace("_", "-")): text for name, text in typed.items()}
        return self.campaign.post(f"{self.path}/{group}", {**begun, **named})

    def save(self, seen: Answer, why: str = "Omdat het zo beter is.", **more: str) -> Answer:
        """Press the button under the differences."""
        return self.campaign.post(self.path, {**fields_of(seen), "why": why, **more})

    def change(self, group: str, why: str = "Omdat het zo beter is.", **typed: str) -> Answer:
        """Change something, look at it, save it, let its step run: what its page says then."""
        answer = self.save(self.look(group, None, **typed), why)
        assert answer.status == 303, said(answer)
        self.campaign.drain()
        return self.campaign.get(answer.location)


def seen() -> Edition:
    """The year as a new process finds it."""
    editions.begin()
    return editions.edition()


def fields_of(page: Answer) -> dict[str, str]:
    """All that the main form of a page would send, as it stands there."""
    form = BeautifulSoup(page.body, "html.parser").find("form", id="typed")
    assert form, page.body[:2000]
    sent = {str(its["name"]): str(its["value"]) for its in form.find_all("input") if its.get("type") != "checkbox"}
    areas = {str(its["name"]): its.text.removeprefix("\n") for its in form.find_all("textarea")}
    chosen = {
        str(its["name"]): str(one["value"]) for its in form.find_all("select") for one in its.select("option[selected]")
    }
    return {**sent, **areas, **chosen}


def said(page: Answer) -> str:
    """The words of a page, on one line."""
    main = re.sub(r"<[^>]+>", " ", page.body.partition("<main")[2].partition("</main>")[0])
    return " ".join(html.unescape(main).split())
