"""Who is counted as an organiser: whoever is one, so that the last of them stays."""

import pytest

from chalicelib import clock
from chalicelib.errors import Refused, TryAgain
from chalicelib.messages.people import PersonForgotten, PersonPut, PersonRemoved
from chalicelib.people import steps, store
from chalicelib.person import Grant
from tests.campaign import Campaign
from tests.staff import SOFIE
from tests.team.team import BART, put


def test_who_is_halfway_to_no_organiser_is_counted_again_where_that_is_refused(
    campaign: Campaign, monkeypatch: pytest.MonkeyPatch
) -> None:
    """I18: else they could not be the one who stays."""
    bart, dora = put(campaign, BART, "organiser"), put(campaign, "dora@example.org", "organiser")
    seen = store.find(bart)
    assert seen
    wish = PersonPut("x", seen.number, "Bart", BART, "nl", (Grant("moderator"),), SOFIE.id, "", clock.seconds())
    with monkeypatch.context() as meanwhile:
        meanwhile.setattr(store, "save", lambda member: False)
        with pytest.raises(TryAgain):
            steps.put(wish)
    steps.remove(PersonRemoved("y", SOFIE.id, dora, "", clock.seconds()))
    with pytest.raises(Refused):
        steps.put(wish)
    steps.forget(PersonForgotten(dora, clock.seconds() + 1))
    gone = store.find(dora)
    assert gone
    assert gone.person.name == ""
