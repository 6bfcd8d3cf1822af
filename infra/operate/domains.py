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
from chalicelib.voting import rules, store, voters
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
        known = throw_away(round_name) | {_hash(round_name, name): name for name in names}
    except SecretGone as problem:
        raise NotDone(f"The key of {round_name} is destroyed: nobody can tell any more.") from problem
    found = counted(round_name)
    shown = Table("Domain", "Votes", "")
    for its, number in sorted(found.items(), key=lambda item: (-item[1], item[0])):
        if its in known:
            shown.add_row(known[its], str(number), "" if known[its] in names else "throw-away mailboxes")
        elif number >= rules.FLAGGED_FROM:
            shown.add_row(its, str(number), "many votes; this stands for its name")
    console.print(shown if shown.row_count else "No domain stands out.")


def throw_away(round_name: str) -> dict[str, str]:
    """The domains that give anybody a mailbox for a while, by what stands for each with a ballot of this round."""
    return {_hash(round_name, domain): domain for domain in sorted(blocklist)}


def counted(round_name: str) -> Counter[str]:
    """How many ballots there are of each domain but the large providers', by what stands for it."""
    found = Counter(domain for _, domain in store.choices(round_name) if domain)
    for domain, its in providers.by_domain().items():
        if its.public:
            found.pop(voters.domain_hash(round_name, domain), None)
    return found


def _hash(round_name: str, domain: str) -> str:
    return voters.domain(round_name, f"a@{domain}")


if __name__ == "__main__":
    raise SystemExit(main())
