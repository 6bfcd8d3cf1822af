"""Uses all that a function imports, at once or later; run in the folder of an unpacked zip.

With the names of libraries that are not in it, but for what only those with them import.
"""

import sys
from pkgutil import walk_packages

sys.path.insert(0, ".")

import start  # type: ignore[import-not-found]  # noqa: F401

import chalicelib
from chalicelib.cloud import aws
from chalicelib.web import render

for client in (aws.sqs, aws.ssm, aws.s3, aws.ses, aws.dynamodb):
    client()
import altcha  # noqa: E402, F401
import email_validator  # noqa: E402
import slugify  # noqa: E402

for module in walk_packages(chalicelib.__path__, "chalicelib."):
    try:
        __import__(module.name)
    except ModuleNotFoundError as missing:
        if str(missing.name).partition(".")[0] not in sys.argv[1:]:
            raise
for name in ("site/home.html", "voting/vote.html", "mails/vote-confirm/html.html", "mails/vote-confirm/text.txt"):
    render.environment().get_template(name)
email_validator.validate_email("an@exämple.org", check_deliverability=False, allow_smtputf8=False)
slugify.slugify("Ça été")

from chalicelib import addresses  # noqa: E402

assert addresses.canonical("j.peeters@pm.me") == "jpeeters@proton.me"
assert addresses.registrable("an@mail.example.co.uk") == "example.co.uk"
