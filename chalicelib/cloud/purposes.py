"""What mailed links are for: a row a purpose, so that nobody's link does anything else."""

from collections.abc import Mapping

from msgspec import Struct


class Purpose(Struct, frozen=True):
    """Where its links lead, below the language; the secret that signs them; the mails whose button they are behind."""

    page: str
    secret: str
    mails: tuple[str, ...] = ()
    is_task: bool = False
    """Whether a step asks somebody to do something, who then types a longer code."""
    year_at: int | None = None
    """Where the subject of its links says the year; a vote's says its round there."""
    outlives: bool = False
    """Whether its page has something to say after the year is over."""


# Who mails votes can make no moderator's link: see the secrets of each function in infra/wiring.toml.
PURPOSES: Mapping[str, Purpose] = {
    "confirm": Purpose(
        "confirm", "registration-link-keys", ("registration-confirm", "registration-reminder"), year_at=1
    ),
    "edit": Purpose("edit", "task-link-keys", ("changes-requested",), is_task=True, year_at=2),
    "status": Purpose(
        "status",
        "task-link-keys",
        ("registration-received", "contact-changed", "approved-edited"),
        is_task=True,
        year_at=1,
    ),
    "links": Purpose("links", "registration-link-keys", ("links-lost",), is_task=True, year_at=1),
    "contact": Purpose("contact", "registration-link-keys", ("contact-old", "contact-new"), is_task=True, year_at=3),
    "renew": Purpose("renew", "task-link-keys", ("renewal",), is_task=True, year_at=2),
    "review": Purpose(
        "review",
        "task-link-keys",
        ("review-request", "review-reminder", "review-passed", "decided-by-link"),
        is_task=True,
        year_at=2,
        outlives=True,
    ),
    "invitation": Purpose("invitation", "task-link-keys", ("invitation",), is_task=True),
    "sign-in": Purpose("sign-in", "sign-in-link-keys", ("sign-in",), is_task=True),
    "vote": Purpose("vote/confirm", "vote-link-keys", ("vote-confirm",), year_at=0),
    "receipt": Purpose("receipts", "vote-link-keys", year_at=0, outlives=True),
}
OF_MAIL = {mail: name for name, purpose in PURPOSES.items() for mail in purpose.mails}
"""The purpose of each mail's link; the other mails have none."""
