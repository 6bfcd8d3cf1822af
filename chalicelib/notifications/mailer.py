"""The only one who talks to the mail service."""

from email.message import EmailMessage
from email.utils import formataddr, parseaddr

from botocore.exceptions import BotoCoreError, ClientError, ConnectTimeoutError, EndpointConnectionError

from chalicelib.cloud.aws import ses
from chalicelib.cloud.settings import settings
from chalicelib.errors import Broken, TryAgain
from chalicelib.notifications import pace
from chalicelib.notifications.rules import meaning


class NotSent(TryAgain):
    """The mail service did not take the mail: the attempt that was spent for it may be given back."""


class Forbidden(Broken):
    """It did not take it either, and will not before a person mends why, such as a sender that nobody verified."""


def send(mail: EmailMessage, cause: str) -> None:
    """Hand a mail to the mail service, once, with what caused it: that comes back with what it says of the mail.

    Raises NotSent or Broken when it was not sent, any other TryAgain when it may have been.
    """
    pace.wait()
    name, sender = parseaddr(str(mail["From"]))
    recipient = mail["To"].addresses[0].addr_spec
    try:
        ses().send_email(
            # SES puts this over the sender in the mail itself, so it has to carry the name too, encoded.
            FromEmailAddress=formataddr((name, sender)),
            Destination={"ToAddresses": [recipient]},
            Content={"Raw": {"Data": mail.as_bytes()}},
            ConfigurationSetName=settings().configuration_set,
            EmailTags=[{"Name": "cause", "Value": cause}],
        )
    except ClientError as answer:
        _explain(answer)
    except (EndpointConnectionError, ConnectTimeoutError) as problem:
        raise NotSent("the mail service cannot be reached") from problem
    except BotoCoreError as problem:
        raise TryAgain("the mail service did not answer") from problem


def _explain(answer: ClientError) -> None:
    code = answer.response["Error"]["Code"]
    outcome = meaning(answer.response["ResponseMetadata"]["HTTPStatusCode"], code)
    if outcome == "refused":
        raise Forbidden(f"the mail service refuses the mail: {code}") from answer
    if outcome == "not now":
        raise NotSent(f"the mail service takes no mail now: {code}") from answer
    raise TryAgain(f"the mail service is not sure: {code}") from answer
