"""The ballot as a form: its fields, what is wrong with one, and the mail that one in order asks for."""

from secrets import token_hex

from chalicelib import addresses, clock
from chalicelib.cloud.editions import edition
from chalicelib.edition import LANGUAGES
from chalicelib.errors import Refused
from chalicelib.kinds import HOUR, Language
from chalicelib.messages.mail import ConfirmationMailRequested
from chalicelib.voting import pace, tokens, voters
from chalicelib.web import fields, proof
from chalicelib.web.fields import EMAIL, Fault, Field, Filled, Form

CANDIDATE = Field("candidate", "slug", needed=True, says="vote.candidate")
BALLOT: Form = (
    CANDIDATE,
    EMAIL,
    Field("language", "choice", needed=True, choices=LANGUAGES, says="vote.language"),
    Field("altcha", "proof", needed=True),
)


def checked(filled: Filled) -> tuple[Filled, proof.Proof | None]:
    """What was filled in with its faults, and where there are none the proof that its sum was done."""
    filled = fields.checked(filled, edition())
    # Without a good address and candidate there is nothing that the proof could be for.
    if filled.faults:
        return filled, None
    texts = filled.texts
    about = {"for": "vote", "round": edition().vote.key, "candidate": texts["candidate"]}
    try:
        return filled, proof.checked(texts["altcha"], about, texts["email"], clock.seconds())
    except Refused as refusal:
        return filled.with_faults({"altcha": [Fault(f"vote.{refusal.sentence}")]}), None


def mail_for(filled: Filled, proved: proof.Proof, language: Language) -> ConfirmationMailRequested:
    """The mail. One proof asks for one mail: whatever is pressed again with it is the same mail, of another press."""
    round_name, title = proved.about["round"], proved.about["title"]
    email = addresses.checked(filled.texts["email"])
    asked = tokens.Asked(
        round_name,
        proved.about["candidate"],
        title,
        voters.domain(round_name, email),
        f"vote-{proved.name}",
        voters.voter(round_name, email),
        pace=pace.of(proved.tries, proved.about.get(pace.ASKED, ""), clock.microseconds()),
    )
    return ConfirmationMailRequested(
        id=asked.mail,
        mail="vote-confirm",
        to=email,
        language=language,
        about={"title": title},
        link=tokens.vote_link(asked, proved.at + edition().vote.link_hours * HOUR),
        at=proved.at,
        press_id=token_hex(6),
    )
