"""Which change of an edition is taken: values in, values out."""

from typing import Literal

from chalicelib import brussels
from chalicelib.edition import Edition
from chalicelib.kinds import Seconds

Refusal = Literal["changed_meanwhile", "round_has_opened"]
"""Why a change was not taken, as a key of the translations."""


def refusal(newest: Edition | None, wanted: Edition, at: Seconds) -> Refusal | None:
    """Why this version may not follow that one; None where it may.

    What decides a round, which is what its hash is of, stays as it is from the moment it opens.
    """
    if newest is None:
        return None
    kept = {its.key: wanted.rules_of(its) for its in wanted.rounds}
    opened = [its for its in newest.rounds if its.opens <= brussels.moment(at)]
    return "round_has_opened" if any(newest.rules_of(its) != kept.get(its.key) for its in opened) else None
