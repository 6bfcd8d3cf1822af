"""Whoever reads the mailbox says that it was not they who sent last year's initiative in again."""

from chalicelib import clock as clocks
from chalicelib.cloud.queues import pack, unpack
from chalicelib.kinds import HOUR
from chalicelib.messages.moderation import InitiativeRenewed, RenewalDisowned
from chalicelib.moderation import personal, store, texts
from chalicelib.moderation.dossier import Event
from chalicelib.personal.answers import Erasure, mailbox
from chalicelib.web.words import say
from tests.campaign import Campaign, Clock
from tests.moderation.renewing import agreed, asked_again, dossiers, renews, typed
from tests.people import INITIATOR, SLUG, press


def says_no(campaign: Campaign, link: str) -> str:
    """Press "this was not me": what the page says then, before and after its step."""
    answer = press(campaign, link, not_me="yes")
    before = campaign.get(answer.location).body
    campaign.drain()
    after = campaign.get(answer.location).body
    return before + after


def test_before_anything_was_sent_nothing_is_done_by_that_link(campaign: Campaign, clock: Clock) -> None:
    link = asked_again(campaign, clock)
    form = agreed(button=campaign.get(link).field("button"))
    assert say("nl", "notices.link_disowned.title") in says_no(campaign, link)
    assert campaign.get(link).status == 410
    campaign.post(link, form)
    campaign.drain()
    assert dossiers(campaign) == []


def test_what_the_button_did_is_undone_within_the_hour(campaign: Campaign, clock: Clock) -> None:
    link = asked_again(campaign, clock)
    renews(campaign, link)
    assert say("nl", "mailed.not_me") in campaign.get(link).body
    campaign.decide(campaign.review_links()["an"], "approve")
    clock.shift(HOUR)
    assert say("nl", "notices.renewal_stays.title") not in says_no(campaign, link)
    [its] = dossiers(campaign)
    assert (its.state, its.contact.email) == ("withdrawn", "")
    assert f"nl/initiatives/{SLUG}" not in campaign.files()


def test_said_before_the_button_was_pressed_it_undoes_it_too_where_it_comes_later(
    campaign: Campaign, clock: Clock
) -> None:
    """A machine presses both at once, and a queue keeps no order."""
    renews(campaign, asked_again(campaign, clock))
    [before] = dossiers(campaign, "2027")
    campaign.deliver("moderation", pack(RenewalDisowned(before.id, 1, clocks.seconds() - 2)))
    campaign.drain()
    [its] = dossiers(campaign)
    assert (its.state, its.contact.email) == ("withdrawn", "")


def test_after_an_hour_it_stays(campaign: Campaign, clock: Clock) -> None:
    link = asked_again(campaign, clock)
    button = campaign.get(link).field("button")
    renews(campaign, link)
    clock.shift(HOUR + 1)
    assert 'name="not_me"' not in campaign.get(link).body
    answer = campaign.post(link, {"button": button, "not_me": "yes"})
    campaign.drain()
    assert say("nl", "notices.renewal_stays.title") in campaign.get(answer.location).body
    [its] = dossiers(campaign)
    assert its.state == "waiting"


def test_who_types_the_code_sends_it_in_all_the_same(campaign: Campaign, clock: Clock) -> None:
    """With the words that are typed then."""
    link = asked_again(campaign, clock)
    renews(campaign, link, title="Taalcafé Van Niemand")
    says_no(campaign, link)
    by_code = typed(campaign)
    assert campaign.get(by_code).field("title") == "Taalcafé De Brug"
    assert renews(campaign, by_code, title="Taalcafé Van Ons").status == 303
    read = campaign.get(campaign.review_links()["an"]).body
    assert "Van Ons" in read
    [its] = dossiers(campaign)
    assert (its.state, its.version, its.contact.name) == ("waiting", 2, "Lien De Smet")
    # Nothing that anybody presses behind the button's link undoes it.
    campaign.deliver("moderation", pack(RenewalDisowned(dossiers(campaign, "2027")[0].id, 1, its.opened_at)))
    campaign.drain()
    assert dossiers(campaign)[0].state == "waiting"
    assert say("nl", "notices.renewed.title") in campaign.get(by_code).body


def test_it_may_be_the_first_to_arrive(campaign: Campaign, clock: Clock) -> None:
    link = asked_again(campaign, clock)
    press(campaign, link, **agreed())
    [pressed] = campaign.taken("moderation")
    says_no(campaign, link)
    campaign.deliver("moderation", pressed, pressed)
    assert dossiers(campaign) == []
    assert renews(campaign, typed(campaign)).status == 303
    [its] = dossiers(campaign)
    assert (its.state, its.version) == ("waiting", 1)


def test_it_may_come_while_the_dossier_is_being_opened(campaign: Campaign, clock: Clock) -> None:
    """The press was noted, and its step died then."""
    link = asked_again(campaign, clock)
    press(campaign, link, **agreed())
    [body] = campaign.taken("moderation")
    pressed = unpack(body)
    assert isinstance(pressed, InitiativeRenewed)
    _noted(pressed)
    says_no(campaign, link)
    assert campaign.deliver("moderation", body) == {"batchItemFailures": []}
    campaign.drain()
    assert dossiers(campaign) == []
    assert renews(campaign, typed(campaign)).status == 303
    assert [(its.state, its.version) for its in dossiers(campaign)] == [("waiting", 1)]


def test_the_code_proves_what_the_button_did(campaign: Campaign, clock: Clock) -> None:
    """Both were pressed before either arrived; the first one's words stay."""
    link = asked_again(campaign, clock)
    press(campaign, link, **agreed(title="Taalcafé De Eerste"))
    press(campaign, typed(campaign), **agreed(title="Taalcafé De Tweede"))
    first, second = campaign.taken("moderation")
    campaign.deliver("moderation", first, second, second)
    campaign.drain()
    says_no(campaign, link)
    [its] = dossiers(campaign)
    assert (its.state, its.version, its.is_proven) == ("waiting", 1, True)
    assert "De Eerste" in texts.initiative(its, 1).title


def _noted(pressed: InitiativeRenewed) -> None:
    before = store.known(pressed.id)
    store.note(before, Event("renewed", pressed.dossier_version, "", "", pressed.at, pressed.press_id), before)


def test_what_was_disowned_is_erased_with_what_it_came_of(campaign: Campaign, clock: Clock) -> None:
    """I11: nothing in its dossier says any more whose it was."""
    link = asked_again(campaign, clock)
    renews(campaign, link, title="Taalcafé Van Niemand")
    says_no(campaign, link)
    assert "Van Niemand" in str(campaign.rows()["dossiers"])
    erasure = {mailbox(INITIATOR): Erasure(mailbox(INITIATOR), clocks.seconds(), True)}
    campaign.deliver("moderation", *map(pack, personal.to_forget(erasure)))
    campaign.drain()
    assert "Taalcafé" not in str(campaign.rows()["dossiers"])
