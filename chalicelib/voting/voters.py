"""Who is one voter, and from which domain: keyed hashes, whose keys are destroyed after the results."""

from chalicelib import addresses
from chalicelib.cloud import keys
from chalicelib.kinds import VoterKey
from chalicelib.voting import rules


def voter(round_name: str, address: str) -> VoterKey:
    """The key of a voter in a round, the same for every alias of a mailbox. 43 characters."""
    return VoterKey(keys.keyed_hash(keys.voter_key(round_name), *rules.voter_fields(round_name, address)))


def domain(round_name: str, address: str) -> str:
    """Stands for the domain that somebody registered to have this address, and all others below it. 11 characters."""
    return domain_hash(round_name, addresses.registrable(address))


def disposable(round_name: str) -> frozenset[str]:
    """What stands for the domains of those that lend mailboxes for one mail, by a list that people keep."""
    return frozenset(domain_hash(round_name, name) for name in addresses.disposable_domains())


def domain_hash(round_name: str, registrable: str) -> str:
    """Stands for a domain with the ballots of a round."""
    return keys.keyed_hash(keys.domain_key(round_name), round_name, registrable)[:11]
