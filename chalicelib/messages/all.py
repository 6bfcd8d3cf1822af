"""Everything that happens in the campaign: what is in the files beside this one, in past tense, a file a step."""

from chalicelib.messages import (
    awards,
    closing,
    editions,
    jury,
    mail,
    moderation,
    people,
    photos,
    publication,
    registration,
    reports,
    voting,
)
from chalicelib.messages.message import Message

FILES = (
    awards, editions, people, registration, photos, moderation, reports, publication, voting, jury, closing, mail,
)  # fmt: skip

MESSAGES: dict[str, type[Message]] = {
    name: kind
    for step in FILES
    for name, kind in vars(step).items()
    if isinstance(kind, type) and issubclass(kind, Message) and kind is not Message
}
"""All of them, by what a message in a queue calls itself."""
