"""The whole of it: a brigade of 500 is found, previewed, left out, let in, left out again, and told to everybody."""

import json
import re
from datetime import timedelta

from chalicelib.voting import steps as voting_steps
from chalicelib.voting import tallies
from chalicelib.web.words import say
from tests.campaign import Campaign, Clock
from tests.sealed import verified
from tests.voting import brigade
from tests.voting.brigade import DOMAIN, MINUTE, Organiser
from tests.voting.sealing.goes import VOTE, results, seal
from tests.voting.voters import AALST, GENT, ROUND, Voting


def test_a_brigade_of_500_is_found_and_left_out_and_everybody_can_check_it(
    voting: Voting, campaign: Campaign, clock: Clock
) -> None:
    brigade.cast(voting, brigade.ordinary(60))
    brigade.cast(voting, brigade.ordinary(40, AALST))
    # Nobody voted from its domain on the first day.
    brigade.cast(voting, brigade.votes(500, at=30 * 60 * MINUTE))
    clock.move_to(VOTE.opens + timedelta(days=2))
    list(voting_steps.recount())
    sofie, bart = (Organiser(campaign, f"{name}@example.org") for name in ("sofie", "bart"))
    shown = sofie.opens("/nl/organise/votes").body
    assert "500 stemmen" in shown
    assert say("nl", "disqualifying.fresh", moment=VOTE.opens + timedelta(days=1), count=500) in shown
    assert say("nl", "disqualifying.about.pace", pace=360) in shown
    proposed = set(re.findall(r'new\?([^"]*)"', shown))
    assert {f"domain={DOMAIN}&amp;pace=17", f"network={brigade.NETWORK}"} <= proposed
    (query,) = proposed & {f"domain={DOMAIN}"}

    # Proposed: nothing changes, and what it would change is counted at once.
    path = sofie.proposes(query)
    assert "wordt nu geteld" in sofie.opens(path).body
    effect = brigade.effect()
    assert effect.ballots == 500
    assert [(line.candidate, line.before, line.after, line.rank_before, line.rank_after) for line in effect.lines] == [
        (AALST, 540, 40, 1, 2),
        (GENT, 60, 60, 2, 1),
    ]
    assert "Een andere organisator moet het bevestigen" in sofie.opens(path).body
    assert 'value="confirm"' not in sofie.opens(path).body
    assert tally() == {AALST: 540, GENT: 60}

    # Confirmed by another, undone by two, and left out again.
    assert bart.says(path, "confirm").status == 303
    brigade.effect()
    assert tally() == {AALST: 40, GENT: 60}
    sofie.says(path, "undo")
    brigade.effect()
    assert tally() == {AALST: 40, GENT: 60}, "one alone undoes nothing"
    bart.says(path, "confirm")
    list(voting_steps.recount())
    assert tally() == {AALST: 540, GENT: 60}
    seal(clock)
    again = bart.proposes(query)
    brigade.effect()
    sofie.says(again, "confirm")

    # Everybody reads it, and finds the same.
    files = results(clock)
    assert files.recounted() == {AALST: 40, GENT: 60}
    said = [json.loads(entry) for entry in verified(files)]
    decided = [(its["kind"], its["id"]) for its in said if its["kind"] in ("disqualified", "reinstated")]
    first, second = path.rpartition("/")[2], again.rpartition("/")[2]
    assert decided == [("disqualified", first), ("reinstated", first), ("disqualified", second)]
    assert {its["reason"] for its in said if its["kind"] == "disqualified"} == {"one_hand"}
    assert [its["ballots"] for its in said if its["kind"] == "disqualified"] == [500, 500]
    assert DOMAIN.encode() not in b"".join(files.values())
    told = json.loads(files["results.json"])
    assert told["not_counted"] == {f"disqualified:{second}": 500}
    clock.shift(3600)
    campaign.tick("recount")
    campaign.drain()
    page = campaign.file("nl/results")
    assert "500 stemmen tellen niet mee" in page
    assert "één iemand gebruikte veel mailadressen" in page


def tally() -> dict[str, int]:
    found = tallies.kept(ROUND)
    assert found
    return {slug: int(number) for slug, number in found.votes.items()}
