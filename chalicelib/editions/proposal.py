"""A change of a year that somebody looks at before it is saved: values in, values out."""

from functools import cached_property

from msgspec import Struct
from msgspec.structs import replace

from chalicelib.cloud.editions import Version
from chalicelib.edition import Edition
from chalicelib.editions import rules
from chalicelib.editions.differences import Difference, at_once, merged
from chalicelib.editions.rules import Refusal
from chalicelib.kinds import Seconds


class Proposal(Struct, frozen=True, dict=True):
    """What somebody made of a version, while another may be the newest by now."""

    base: Version
    newest: Version
    mine: Edition
    others: tuple[Edition, ...] = ()
    """The other years in play."""
    over: tuple[str, ...] = ()
    """The rounds of those that are not any more."""
    is_over: bool = False
    """Whether its pages were the site before."""
    is_coming: bool = False
    """Whether nobody sees it yet, so that nothing else follows of it."""

    @cached_property
    def wanted(self) -> Edition:
        """The newest version, with what was changed here."""
        made = merged(self.base.edition, self.newest.edition, self.mine) if self.is_late else self.mine
        # What two agreed on stays, whatever is undone.
        return replace(made, amendments=self.newest.edition.amendments, waits=self.newest.edition.waits)

    @property
    def is_late(self) -> bool:
        """Whether somebody else was first."""
        return self.base.number != self.newest.number

    @property
    def changes_nothing(self) -> bool:
        """Whether the year is like that already."""
        return self.wanted == self.newest.edition

    def at_once(self) -> list[Difference]:
        """What the other changed too, and otherwise."""
        return at_once(self.base.edition, self.newest.edition, self.mine)

    def refusal(self, now: Seconds) -> Refusal | None:
        """Why it would not be taken, however well it is meant."""
        return rules.refusal(self.newest.edition, self.wanted, self.others, now, True, self.over, self.is_over)

    def to_confirm(self, now: Seconds) -> list[Refusal]:
        """What has to be said to be meant."""
        return rules.to_confirm(self.newest.edition, self.wanted, now)
