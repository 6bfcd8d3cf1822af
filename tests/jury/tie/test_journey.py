"""From ballots that are tied to a winner whom everyone reads, and whom anybody works out again."""

from tests.jury.tie.tied import Tied
from tests.voting.voters import AALST, GENT


def test_the_jury_breaks_it_and_everyone_reads_so(tied: Tied) -> None:
    tied.closes()
    assert "Taalcafé" in tied.opens("emma").body
    for who, slug in (("emma", GENT), ("noor", AALST), ("luc", GENT)):
        assert tied.chooses(who, slug).status == 303
    assert tied.chosen == GENT
    tied.is_known()
    assert "De jury koos dit initiatief: 2 van de 3 juryleden" in tied.evening.results
    assert tied.palmares and tied.palmares.chosen == GENT
