"""From a confirmed registration to a decision that stands."""

from collections.abc import Callable

from tests.campaign import Campaign
from tests.moderation.conftest import INITIATOR, newest_link, press

Submitted = Callable[..., dict[str, str]]


def test_an_approved_initiative_is_public_and_its_initiator_hears_it(campaign: Campaign, submitted: Submitted) -> None:
    links = submitted()
    assert press(campaign, links["an"], decision="approve").status == 303
    campaign.drain()
    assert "nl/initiatives/taalcafe-de-brug-gent" in campaign.files()
    assert "taalcafe-de-brug-gent" in str(campaign.mails(INITIATOR)[-1])
    assert campaign.dead == {name: [] for name in campaign.dead}


def test_each_moderator_gets_a_link_of_their_own(campaign: Campaign, submitted: Submitted) -> None:
    links = submitted()
    assert len(set(links.values())) == 2
    assert "An Peeters" in campaign.get(links["an"]).body
    assert "Karim Haddad" in campaign.get(links["karim"]).body
