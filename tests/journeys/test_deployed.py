"""A year of a campaign in an account, by the commands of infra/README.md: made, updated while people are at it, closed,
put back, opened, out of season, and taken away. The account is the emulator's.

What differs from AWS: the stage is called local, since the emulator has no TLS, and the code is packed for this
machine. That CloudFormation fails is played in tests/infra, as the emulator's never does.
"""

import gc
import json
import os
import subprocess
import sys
import threading
import warnings
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from datetime import UTC, datetime, timedelta
from functools import partial
from typing import Any

import boto3
import pytest

from chalicelib.cloud import aws, editions, keys
from chalicelib.cloud.settings import settings
from infra import ROOT
from infra.make import package
from infra.put import deploy, destroy, identity
from infra.put.asked import Asked
from infra.put.failed import DeployFailed
from infra.put.local import edition
from infra.put.local.cloud import Cloud
from infra.put.local.front import Front, Origins
from infra.put.local.mailbox import Mailbox
from infra.put.local.place import Place, free_port
from infra.put.stack import Stack
from infra.year import YEARS
from tests.journeys.rows import Rows
from tests.journeys.site import Site, a_title, eventually, somebody
from tests.people import MODERATORS, press

YEAR = "2027-here"
AFTERWARDS = timedelta(days=200)
SENDER = "gastvrij@example.org"


class Account:
    """An account with nothing in it, and a person who types commands."""

    def __init__(self, place: Place, cloud: Cloud, mailbox: Mailbox) -> None:
        self.place, self.cloud, self.mailbox = place, cloud, mailbox
        self.site = Site(place.url)
        self.rows = Rows(cloud.endpoint)

    def deploys(self, year: str = "", organiser: str = "", **typed: str) -> None:
        """`python -m infra.put.deploy Stage=… Edition=… Organiser=… …`"""
        deploy.deploy(Asked({"Stage": "local", **typed}, go_on=True, edition=year, organiser=organiser))

    def types(self, name: str, *words: str) -> str:
        """`python -m infra.operate.…`: what it prints."""
        where = {"url": self.place.url, "emulator": self.cloud.endpoint, "pid": str(os.getpid())}
        self.place.running.write_text(json.dumps(where))
        env = {**os.environ, "GASTVRIJ_LOCAL": str(self.place.folder), "COLUMNS": "200"}
        command = [sys.executable, "-m", f"infra.operate.{name}", *words]
        done = subprocess.run(command, cwd=ROOT, env=env, capture_output=True, text=True)
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout

    def client(self, service: str) -> Any:
        return boto3.client(service)  # type: ignore[call-overload]

    @property
    def stack(self) -> Stack:
        return Stack(boto3.Session(), {"Stage": "local"})

    @contextmanager
    def in_front(self) -> Iterator[None]:
        """The CDN, as the stack's outputs say it."""
        its, session = self.stack, boto3.Session()
        bucket, api = its.outputs["PublicBucket"], its.outputs["RestAPIId"]
        origins = Origins(
            self.cloud.endpoint, session, bucket, api, self.mailbox, self.place.url, its.guid, self.cloud.keep
        )
        front = Front(self.place.port, origins)
        threading.Thread(target=front.serve_forever, daemon=True).start()
        try:
            yield
        finally:
            front.shutdown()
            front.server_close()


@pytest.fixture(scope="module")
def account(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Account]:
    place = Place(tmp_path_factory.mktemp("account"), free_port())
    with ExitStack() as ending:
        ending.callback(_forget)
        patch = ending.enter_context(pytest.MonkeyPatch.context())
        mailbox, mail_port = Mailbox(place.folder / "mailbox"), free_port()
        ending.callback(mailbox.listen(mail_port).stop)
        cloud = Cloud(place, mail_port)
        ending.callback(cloud.stop)
        cloud.wait()
        _enter(patch, cloud.endpoint)
        _pack_here(patch, place)
        # The emulator does not know what keeps bounces out of the sender's own mailbox.
        boto3.client("sesv2").create_email_identity(EmailIdentity=SENDER.rpartition("@")[2])
        cloud.work()
        its = Account(place, cloud, mailbox)
        yield its
        its.site.browser.close()
    with warnings.catch_warnings(action="ignore", category=ResourceWarning):
        # boto3 leaves its connections to whoever ends the process.
        gc.collect()


def _forget() -> None:
    """What the tools read in this process is of their own account, and what the other tests read of theirs."""
    known = (keys._secret, keys._of_this_function)
    for kept in (settings, aws.session, aws.sqs, aws.dynamodb, aws.ssm, aws.s3, aws.ses, *known):
        kept.cache_clear()
    editions.begin()


def _enter(patch: pytest.MonkeyPatch, endpoint: str) -> None:
    for name in [name for name in os.environ if name.startswith(("AWS_", "GASTVRIJ_"))]:
        patch.delenv(name)
    env = {"AWS_ENDPOINT_URL": endpoint, "AWS_ACCESS_KEY_ID": "test", "AWS_SECRET_ACCESS_KEY": "test"}
    for name, value in {**env, "AWS_DEFAULT_REGION": "eu-west-1", "NO_PROXY": "localhost,127.0.0.1"}.items():
        patch.setenv(name, value)
    # The tools set it; named here, it is as it was afterwards.
    patch.setenv("GASTVRIJ_STAGE", "local")
    _forget()


def _pack_here(patch: pytest.MonkeyPatch, place: Place) -> None:
    """Pack for this machine's Python, with a year that is on."""
    now = datetime.now(UTC)
    (place.folder / f"{YEAR}.toml").write_text(_moved(now, YEAR), "utf-8")
    made = package.package(place.folder / "build", package.HERE)
    # The DNS is not on this machine.
    patch.setattr(identity, "resolve", lambda *asked, **how: ['"v=DMARC1; p=none"'])
    patch.setattr(deploy, "RUNTIME", sys.version_info[:2])
    patch.setattr(deploy, "YEARS", place.folder)
    patch.setattr(deploy, "package", lambda folder, platform: made)


def _moved(now: datetime, name: str) -> str:
    """The newest edition, with its dates about this moment."""
    text = edition.moved(max(YEARS.glob("*.toml")).read_text("utf-8"), now)
    return text.replace(f'name = "{now:%Y-%m-%d}"', f'name = "{name}"')


def _mappings(account: Account) -> dict[str, str]:
    found = account.client("lambda").list_event_source_mappings()["EventSourceMappings"]
    return {one["FunctionArn"].rpartition("gastvrij-local-")[2]: one["State"] for one in found}


def _copied(account: Account, name: str) -> None:
    """What AWS restores of a table, under another name."""
    dynamodb = account.client("dynamodb")
    told = dynamodb.describe_table(TableName=name)["Table"]
    keys = {its["AttributeName"] for its in told["KeySchema"]}
    dynamodb.create_table(
        TableName=f"{name}-old",
        KeySchema=told["KeySchema"],
        AttributeDefinitions=[its for its in told["AttributeDefinitions"] if its["AttributeName"] in keys],
        BillingMode="PAY_PER_REQUEST",
    )
    for row in dynamodb.scan(TableName=name)["Items"]:
        dynamodb.put_item(TableName=f"{name}-old", Item=row)
        dynamodb.delete_item(
            TableName=name, Key={part["AttributeName"]: row[part["AttributeName"]] for part in told["KeySchema"]}
        )


def test_a_year_of_a_campaign(account: Account, monkeypatch: pytest.MonkeyPatch) -> None:
    organiser, certificate = somebody(), "arn:aws:acm:::none"
    account.deploys(YEAR, organiser, Sender=SENDER, PublicUrl=account.place.url, CertificateArn=certificate)
    with account.in_front():
        assert account.site.mail(organiser), "who organises it is invited"
        _invites(account, *MODERATORS)
        _while_people_are_at_it(account)
        _put_back(account)
    monkeypatch.setattr(deploy, "now", lambda: datetime.now(UTC) + AFTERWARDS)
    account.deploys(Season="closed")
    states = _mappings(account)
    assert {name for name, state in states.items() if state == "Enabled"} == {"moderate", "publish"}
    account.deploys(Season="open")
    assert set(_mappings(account).values()) == {"Enabled"}
    _taken_away(account)


def _invites(account: Account, *addresses: str) -> None:
    """Have these people be moderators."""
    for address in addresses:
        account.types("people", "invite", address, "--role", "moderator")
        press(account.site, account.site.link(account.site.mail(address)))
        eventually(partial(_is_moderator, account, address), "moderator")


def _is_moderator(account: Account, address: str) -> bool:
    return f"{address}  moderator\n" in account.types("people", "show")


def _while_people_are_at_it(account: Account) -> None:
    """I8: a deploy while messages are on their way loses none of them."""
    site, (first, second) = account.site, (a_title(), a_title())
    eventually(lambda: site.get("/nl/").status == 200, "home page")
    before = account.rows.all()
    account.deploys()
    assert account.rows.all() == before, "a second deploy changes nothing that people told"
    email = site.registered(title=first)
    review = site.link(site.mail(MODERATORS[0], about=first))
    other = somebody()
    site.registers(other, title=second)
    press(site, review, decision="approve")
    updating = threading.Thread(target=account.deploys, kwargs={"RequestsPerSecond": "60"})
    updating.start()
    press(site, site.link(site.mail(other)))
    updating.join()
    assert site.get(f"/nl/initiatives/{site.slug_of(first)}").status == 200
    assert site.mail(MODERATORS[0], about=second)
    assert site.mail(email, 2)


def _put_back(account: Account) -> None:
    site = account.site
    assert "Closed" in account.types("site", "close")
    assert site.get("/nl/register").status in (429, 503)
    _copied(account, "gastvrij-local-publications")
    assert "publications: 0 rows" in account.types("restore", "old", "--yes")
    assert "Nothing is left" in account.types("erase", "reapply")
    assert "Open" in account.types("site", "open")
    account.rows.settle()
    (listed,) = site.browser.get("/initiatives.json").json()["initiatives"]
    assert site.get(f"/nl/initiatives/{listed['slug']}").status == 200
    assert "Nothing is stuck." in account.types("deadletters")


def _taken_away(account: Account) -> None:
    destroy.destroy(Asked({"Stage": "local"}, go_on=True))
    assert account.stack.formation.found() is None
    assert [name for name in account.client("dynamodb").list_tables()["TableNames"] if "old" not in name] == []
    assert account.client("s3").list_buckets()["Buckets"] == []
    assert account.client("ssm").get_parameters_by_path(Path="/gastvrij/local", Recursive=True)["Parameters"] == []


def test_a_season_is_not_closed_while_people_may_register(account: Account) -> None:
    with pytest.raises(DeployFailed, match="its season cannot be closed"):
        account.deploys(YEAR, somebody(), Sender=SENDER, PublicUrl=account.place.url, Season="closed")
