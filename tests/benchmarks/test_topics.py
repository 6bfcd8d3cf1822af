"""What the topics rest on: a price has a source, the model does what the steps do, and the page can be read."""

import re
from pathlib import Path
from xml.etree import ElementTree

import pytest

from tests.benchmarks import bill, page, plots
from tests.benchmarks.clockwork import Clock, Quota
from tests.benchmarks.figures import Figure, at_least, at_most
from tests.benchmarks.topics import cost, mail

# isort: split
from chalicelib.cloud.queues import pack
from tests.benchmarks.scenarios import campaign

HERE = Path(__file__).parent


def test_every_price_has_a_source_and_the_file_a_date() -> None:
    text = (HERE / "prices.toml").read_text("utf-8")
    told = re.split(r"\n\[milliseconds\]", text)[0]
    priced = [line for line in told.splitlines() if re.match(r"\w+ +=|\w+ = ", line) and "region" not in line]
    assert [line for line in priced if "https://" not in line and not line.startswith("date")] == []
    assert bill.prices()["date"].year >= 2026


def test_what_is_billed_is_what_was_asked() -> None:
    with campaign() as its:
        vote = [*its.vote_request(), *its.confirm()]
    billed = bill.amounts(vote)
    # Two buttons, two messages that are sent, received and deleted, two writes, a mail, and four functions.
    asked = {name: billed[name] for name in ("api_requests", "queue_requests", "write_units", "mails")}
    assert asked == {"api_requests": 2, "queue_requests": 6, "write_units": 2, "mails": 1}
    assert billed["lambda_requests"] == 4


def test_what_is_free_each_month_is_taken_off_each_kind() -> None:
    assert bill.dollars_of_a_month({"queue_requests": 1_000_000, "mails": 1000}) == pytest.approx(0.1)
    assert bill.dollars({"queue_requests": 1_000_000}) == pytest.approx(0.4)


def test_calls_to_ordered_queues_share_what_is_free_with_the_others() -> None:
    both = {"queue_requests": 400_000, "fifo_requests": 700_000}
    assert bill.dollars_of_a_month(both) == pytest.approx(0.05)


def test_empty_queues_are_asked_as_often_as_lambda_says() -> None:
    """Five pollers a queue; now and then for forty minutes a day in all, and two where nothing limits them."""
    a_poller = 24 * 3600 / 20
    assert bill.polling(closed=False, days=1) == {
        "queue_requests": 8 * 5 * a_poller,
        "fifo_requests": 5 * a_poller,
    }
    closed = bill.polling(closed=True, days=1)
    assert closed["fifo_requests"] == 5 * a_poller
    assert closed["queue_requests"] == pytest.approx(2 * a_poller + 7 * 5 * a_poller * 40 / 60 / 24)


def test_mail_is_reckoned_for_the_votes_that_are_asked_for() -> None:
    shown = page._cost(
        [
            Figure(page.MAIL, 150, "USD"),
            Figure("the tally of a million votes", 1, "USD"),
            Figure("of a million votes: tables", 2, "USD", {"naive": 3}),
        ]
    )
    assert "mail apart, which is 150 for both" in shown


def test_a_year_without_a_campaign_costs_less_than_a_dollar() -> None:
    assert 12 * bill.dollars_of_a_month(cost._idle_month(closed=True)) < cost.IDLE_YEAR == 1.0


# The virtual clock


def test_the_mail_service_takes_its_quota_and_no_more() -> None:
    clock = Clock()
    quota = Quota(clock, per_second=10)
    taken = []
    for tick in range(1000):
        clock.at(tick / 100, lambda: taken.append(quota.takes()))
    clock.run()
    assert sum(taken) == 10 + 99
    assert quota.refused == 1000 - sum(taken)


def test_the_model_of_a_mailer_is_as_fast_as_its_steps() -> None:
    real, modelled = mail.really(60), mail.office(mail.FIRST_QUOTA, mail.mailers())
    mail.fill(modelled, 60)
    assert real.lasted == pytest.approx(modelled.lasted, rel=0.1)
    assert (real.quota.sent, len(real.votes.dead), len(real.others.dead)) == (62, 0, 0)


def test_a_mail_that_the_service_sends_away_is_asked_for_anew_by_step_and_model() -> None:
    """Three times the mailers that the quota bears: nothing is lost, nothing becomes a dead letter."""
    crowded = mail.office(mail.FIRST_QUOTA, 6)
    mail.fill(crowded, 300)
    assert crowded.quota.refused > 0
    assert (mail._lost(crowded), len(crowded.votes.dead), crowded.votes.handed_back) == (0, 0, 0)


def test_a_larger_quota_lets_more_mailers_run() -> None:
    assert mail.mailers() == mail.FIRST_QUOTA // mail.PER_MAILER


def test_a_mail_that_waits_is_held_back_by_its_queue() -> None:
    with campaign() as its:
        body = pack(its.mail_message())
    assert '"tries":0' in body
    assert [mail._waiting(tries) for tries in (1, 2, 12)] == [2, 4, 900]


# The page

FIGURES = {
    "calls": [Figure("counted vote", 5, "calls", {"naive": 4}, "at most 5", at_most(5, 5), exact=True)],
    "growth": [
        Figure("read for one view of the list", 0, "units", {"naive": 55}, "0", "holds", at=500),
        Figure("read for one view of the list", 0, "units", {"naive": 551}, "0", "holds", at=5000),
    ],
    "mail": [Figure("used | of <it>", 0.7, "", {}, "at least 0.9", at_least(0.7, 0.9))],
}


def test_the_page_shows_each_figure_with_its_verdict() -> None:
    shown = "\n".join(page._page(FIGURES, False, ["aims"]))
    assert "| counted vote | 5 calls | naive 4 | at most 5 | holds |" in shown
    assert "used \\| of <it>" in shown
    assert "**missed**" in shown
    assert "3 aims hold, 1 are missed." in shown
    assert re.search(r"commit \w+", shown)


def test_pictures_are_whole_and_say_what_they_show() -> None:
    shares = list(page._shares(FIGURES))
    assert [(topic, round(share, 2)) for topic, _, share in shares] == [("calls", 1.0), ("mail", 1.29)]
    chart = plots.Chart("Title", {"ours": [(500, 0), (5000, 0)], "naive": [(500, 55), (5000, 551)]}, "units", "rows")
    for drawn in (
        plots.aims("Aims", "Lead", shares),
        plots.curves("Curves", "Lead", [chart]),
        plots.bars("Bars", "Lead", {"ours": {"a": 1, "b <c>": 2}, "naive": {"a": 3}}, "USD"),
    ):
        picture = ElementTree.fromstring(drawn)  # noqa: S314 - drawn here
        assert picture.attrib["aria-label"]
