"""Which domains votes come from that need a look: `python -m infra.operate.domains` tells of each how many, and why.

Ballots hold no address and no domain, only a keyed hash of one. Here those of domains that give anybody a mailbox for
ten minutes are made anew, with the key of the round, and looked for; so are the names of domains that were typed. All
of these votes count: what becomes of them is for people to decide.
"""

import argparse
from collections import Counter
from collections.abc import Sequence

from disposable_email_domains import blocklist
from rich.table import Table

from chalicelib import providers
from chalicelib.cloud.editions import edition
from chalicelib.cloud.keys import SecretGone
from chalicelib.voting import store, voters
from chalicelib.voting.disqualifying import clusters
from infra.operate import account
from infra.operate.account import NotDone
from infra.terminal import console


def main(arguments: Sequence[str] | None = None) -> int:
    """Tell of each domain. Exit code 1 and one sentence when that cannot be done."""
    asked = argparse.ArgumentParser(
        prog="python -m infra.operate.domains", description=(__doc__ or "").partition("\n")[0]
    )
    account.add_stage(asked)
    asked.add_argument("names", nargs="*", metavar="DOMAIN", help="a domain that you suspect, to be looked for by name")
    told = asked.parse_args(arguments)
    return account.work(told.stage, lambda: _tell(told.names))


def _tell(names: Sequence[str]) -> None:
    round_name = edition().vote.key
    try:
        known, asked = throw_away(round_name), {_hash(round_name, name): name for name in names}
    except SecretGone as problem:
        raise NotDone(f"The key of {round_name} is destroyed: nobody can tell any more.") from problem
    ballots = counted(round_name)
    shown = Table("Domain", "Votes", "")
    for its, name in asked.items():
        shown.add_row(name, str(ballots.pop(its, 0)), "throw-away mailboxes" if its in known else "")
    for its, number in without_large(round_name, ballots).most_common():
        if its in known:
            shown.add_row(known[its], str(number), "throw-away mailboxes")
        elif number >= clusters.MANY:
            shown.add_row(its, str(number), "many votes; this stands for its name")
    console.print(shown if shown.row_count else "No domain stands out.")


def throw_away(round_name: str) -> dict[str, str]:
    """The domains that give anybody a mailbox for a while, by what stands for each with a ballot of this round."""
    return {_hash(round_name, domain): domain for domain in sorted(blocklist)}


def counted(round_name: str) -> Counter[str]:
    """How many ballots there are of each domain, by what stands for it."""
    return Counter(domain for found in store.choices(round_name) for _, domain, _, _, _ in found if domain)


def without_large(round_name: str, ballots: Counter[str]) -> Counter[str]:
    """The same but for the large providers, where many votes say nothing."""
    large = {voters.domain_hash(round_name, domain) for domain, its in providers.by_domain().items() if its.public}
    return Counter({its: number for its, number in ballots.items() if its not in large})


def _hash(round_name: str, domain: str) -> str:
    return voters.domain(round_name, f"a@{domain}")


if __name__ == "__main__":
    raise SystemExit(main())
