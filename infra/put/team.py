"""The first organiser, whom a deploy invites, and the invented people of the campaign that runs on this machine."""

from chalicelib.cloud.people import DEPLOY
from chalicelib.people import store
from chalicelib.person import Role
from infra.operate import account, people
from infra.put.failed import DeployFailed

INVENTED: tuple[tuple[str, str, Role], ...] = (
    ("Sofie Maes", "sofie.maes@example.org", "organiser"),
    ("An Peeters", "an.peeters@example.org", "moderator"),
    ("Karim Haddad", "karim.haddad@example.org", "moderator"),
)
"""Their mailboxes are all the local one."""


def check(stage: str, is_there: bool, organiser: str) -> None:
    """Raises DeployFailed where nobody would organise."""
    if not organiser and not (is_there and _is_organised(stage)):
        raise DeployFailed("The first time say also Organiser=…, an address: its owner invites all others.")


def bring(stage: str, organiser: str) -> None:
    """Invite this organiser; nobody where none is said."""
    account.enter(stage)
    if organiser:
        people.invite(organiser, "organiser", DEPLOY)


def invent(stage: str) -> None:
    """Have the invented people be there, where nobody is."""
    account.enter(stage)
    if not store.everyone():
        for name, address, role in INVENTED:
            people.invite(address, role, DEPLOY, name, accepted=True)


def _is_organised(stage: str) -> bool:
    """Whether somebody organises, or was invited to."""
    account.enter(stage)
    return any(grant.role == "organiser" for member in store.everyone() for grant in member.person.grants)
