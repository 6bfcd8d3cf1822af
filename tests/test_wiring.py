"""The built template against the code: what is sent is read, what fails is kept, what is kept is safe."""

import json
import re
import subprocess
import sys
import zipfile
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path
from typing import Any

import msgspec
import pytest
from chalice.app import SQSEventConfig

import app
from chalicelib import edition
from chalicelib.cloud import keys
from chalicelib.messages import MESSAGES
from chalicelib.providers import Provider, by_domain, read
from chalicelib.web import headers, words
from chalicelib.web.headers import METHODS
from infra import ROOT
from infra.make import cdn, gateway
from infra.make.package import AWS_PLATFORM, BUILD, HERE, Package, package
from infra.wiring import wiring
from tests.campaign import MOST_RECEIVES, QUEUES

LARGEST_ZIP = 5_000_000
LARGEST_WITHOUT_SDK = 1_550_000
"""Bytes; for what is in the zip besides botocore and what is only there for botocore."""
TWO_WEEKS = 14 * 24 * 3600
EVERYTHING = """
import sys
sys.path.insert(0, ".")
import start
from chalicelib.cloud import aws
from chalicelib.web import render
from pkgutil import walk_packages
for client in (aws.sqs, aws.ssm, aws.s3, aws.ses, aws.dynamodb):
    client()
import altcha, email_validator, slugify
import chalicelib
for module in walk_packages(chalicelib.__path__, "chalicelib."):
    __import__(module.name)
for name in ("site/home.html", "voting/vote.html", "mails/vote-confirm/html.html", "mails/vote-confirm/text.txt"):
    render.environment().get_template(name)
email_validator.validate_email("an@exämple.org", check_deliverability=False, allow_smtputf8=False)
slugify.slugify("Ça été")
from chalicelib import addresses
assert addresses.canonical("j.peeters@pm.me") == "jpeeters@proton.me"
assert addresses.registrable("an@mail.example.co.uk") == "example.co.uk"
"""
"""Uses all that a function imports at once or later."""

EXPRESSIONS = """
import re, sys, _sre
sys.path.insert(0, "")
anew = []
compiles = re._compiler.compile
re._compiler.compile = lambda *expression: anew.append(expression) or compiles(*expression)
import start
from chalicelib.built.expressions import COMPILED
assert len(COMPILED) > 100
assert len(anew) < 10, anew
for flags, parts in COMPILED:
    assert _sre.compile(*parts) == compiles(parts[0], flags), parts
"""
"""Imports a function, and compares what it found compiled: expressions are equal where the engine's code is."""

Resource = dict[str, Any]


@pytest.fixture(scope="module")
def made() -> Package:
    """The package that AWS would get."""
    return package(BUILD, AWS_PLATFORM)


@pytest.fixture(scope="module")
def template(made: Package) -> dict[str, Any]:
    return made.template


def _all(template: dict[str, Any], kind: str) -> dict[str, Resource]:
    """The properties of every resource of a kind, by its name in the template."""
    return {name: one["Properties"] for name, one in template["Resources"].items() if one["Type"] == kind}


def _functions(template: dict[str, Any]) -> dict[str, Resource]:
    return _all(template, "AWS::Serverless::Function")


def _consumers(template: dict[str, Any]) -> dict[str, tuple[Resource, Resource]]:
    """Each queue that a function reads: the event source and the function."""
    return {
        event["Properties"]["Queue"]["Fn::GetAtt"][0]: (event["Properties"], function)
        for function in _functions(template).values()
        for event in function.get("Events", {}).values()
        if event["Type"] == "SQS"
    }


def _said(name: Any) -> str:
    """gastvrij-${Stage}-confirmation-mail → confirmation-mail."""
    return str(name["Fn::Sub"]).removeprefix("gastvrij-${Stage}-")


# The table


def test_the_table_has_each_function_of_app_and_what_starts_it(template: dict[str, Any]) -> None:
    functions = {function["Handler"].removeprefix("start."): function for function in _functions(template).values()}
    functions["web"] = functions.pop("app")
    assert set(functions) == set(wiring().functions)
    for name, function in functions.items():
        [*events] = function.get("Events", {}).values()
        reads = [event["Properties"] for event in events if event["Type"] == "SQS"]
        assert [source["BatchSize"] for source in reads] == [wiring().functions[name].batch] * len(reads)
        assert len(reads) == bool(wiring().functions[name].queue)
        every = [event["Properties"]["Schedule"] for event in events if event["Type"] == "Schedule"]
        assert every == [f"rate({often})" for often in (wiring().functions[name].every,) if often]


def test_each_function_is_started_by_the_queue_that_the_table_says(template: dict[str, Any]) -> None:
    """Chalice puts the queue's name of app.py into the template; ours is merged over it, and must be the same."""
    for source in app.app.event_sources:
        if isinstance(source, SQSEventConfig):
            queue = wiring().queues[wiring().functions[source.name].queue]
            assert str(source.queue_arn).endswith(f"-{queue.named(wiring().functions[source.name].queue)}")


def test_what_is_sent_has_a_queue_and_each_queue_one_reader() -> None:
    readers = [function.queue for function in wiring().functions.values() if function.queue]
    assert sorted(readers) == sorted(wiring().queues) == sorted({message.queue for message in MESSAGES.values()})


# Queues


def test_each_queue_that_is_read_has_dead_letters_that_are_kept_two_weeks(template: dict[str, Any]) -> None:
    queues = _all(template, "AWS::SQS::Queue")
    for name in _consumers(template):
        policy = queues[name]["RedrivePolicy"]
        dead = queues[policy["deadLetterTargetArn"]["Fn::GetAtt"][0]]
        assert policy["maxReceiveCount"] == MOST_RECEIVES[_said(queues[name]["QueueName"]).removesuffix(".fifo")]
        assert _said(dead["QueueName"]) == re.sub(r"(\.fifo)?$", r"-dead\1", _said(queues[name]["QueueName"]), count=1)
        assert dead["MessageRetentionPeriod"] == TWO_WEEKS
        assert dead.get("FifoQueue") == queues[name].get("FifoQueue")


def test_one_failed_message_does_not_hold_up_its_neighbours_nor_count_as_done(template: dict[str, Any]) -> None:
    for source, _ in _consumers(template).values():
        assert source["FunctionResponseTypes"] == ["ReportBatchItemFailures"]


def test_a_message_is_invisible_for_six_times_as_long_as_its_function_may_take(template: dict[str, Any]) -> None:
    queues = _all(template, "AWS::SQS::Queue")
    for name, (_, function) in _consumers(template).items():
        assert queues[name]["VisibilityTimeout"] >= 6 * function["Timeout"]


def test_the_files_are_built_by_one_at_a_time(template: dict[str, Any]) -> None:
    queue = _all(template, "AWS::SQS::Queue")["PublicationQueue"]
    assert queue["FifoQueue"]
    assert queue["ContentBasedDeduplication"]
    assert queue["DelaySeconds"] == 3


def test_queues_are_encrypted_and_take_nothing_that_was_not(template: dict[str, Any]) -> None:
    queues = _all(template, "AWS::SQS::Queue")
    assert all(queue["SqsManagedSseEnabled"] for queue in queues.values())
    covered = {
        queue["Ref"]
        for policy in _all(template, "AWS::SQS::QueuePolicy").values()
        if '"aws:SecureTransport": "false"' in json.dumps(policy)
        for queue in policy["Queues"]
    }
    assert covered == set(queues)


def test_every_queue_is_told_to_the_functions(template: dict[str, Any]) -> None:
    told = template["Globals"]["Function"]["Environment"]["Variables"]
    queues = {name: value["Ref"] for name, value in told.items() if name.startswith("GASTVRIJ_QUEUE_")}
    assert set(queues) == {f"GASTVRIJ_QUEUE_{name.upper().replace('-', '_')}" for name in QUEUES}
    assert set(queues.values()) == set(_consumers(template))


# Limits


def test_a_flood_is_slowed_before_it_reaches_a_function(template: dict[str, Any]) -> None:
    [every] = _all(template, "AWS::Serverless::Api")["RestAPI"]["MethodSettings"]
    assert (every["ResourcePath"], every["HttpMethod"]) == ("/*", "*")
    assert every["ThrottlingRateLimit"] == {"Ref": "RequestsPerSecond"}
    assert every["ThrottlingBurstLimit"] == {"Ref": "RequestsAtOnce"}


def test_no_queue_takes_all_the_functions_that_a_new_account_has(template: dict[str, Any]) -> None:
    parameters = template["Parameters"]
    most = 0
    for name, (source, _) in _consumers(template).items():
        # One group of an ordered queue is one function, and its messages are of three kinds.
        limit = source.get("ScalingConfig", {}).get("MaximumConcurrency", 3 if name == "PublicationQueue" else 1000)
        most = max(most, limit if isinstance(limit, int) else parameters[limit["Fn::If"][1]["Ref"]]["Default"])
    assert most < 5


def test_pages_leave_room_for_the_steps_where_the_account_lets_them(template: dict[str, Any]) -> None:
    assert template["Parameters"]["WebConcurrency"]["Default"] == 0
    for name in ("APIHandler", "VoteWeb"):
        reserved = _functions(template)[name]["ReservedConcurrentExecutions"]["Fn::If"]
        assert reserved == ["ReservesForWeb", {"Ref": "WebConcurrency"}, {"Ref": "AWS::NoValue"}]


def test_only_our_cdn_says_what_only_it_knows(template: dict[str, Any]) -> None:
    site = _all(template, "AWS::CloudFront::Distribution")["Site"]["DistributionConfig"]
    origins = {origin["Id"]: origin.get("OriginCustomHeaders", []) for origin in site["Origins"]}
    [header] = origins["api"]
    assert origins["bucket"] == []
    assert header["HeaderName"] == headers.CDN
    told = template["Globals"]["Function"]["Environment"]["Variables"]["GASTVRIJ_CDN"]
    assert header["HeaderValue"] == told == {"Fn::Select": [2, {"Fn::Split": ["/", {"Ref": "AWS::StackId"}]}]}


# Tables


def test_tables_are_encrypted_recoverable_and_not_deleted_by_mistake(template: dict[str, Any]) -> None:
    for name, table in _all(template, "AWS::DynamoDB::Table").items():
        assert table["BillingMode"] == "PAY_PER_REQUEST"
        assert table["SSESpecification"]["SSEEnabled"]
        recovery = table.get("PointInTimeRecoverySpecification", {"PointInTimeRecoveryEnabled": False})
        # A backup would keep the keys under which networks are counted for weeks after they are destroyed.
        assert recovery["PointInTimeRecoveryEnabled"] == (name != "LimitsTable")
        assert table["DeletionProtectionEnabled"] == {"Fn::If": ["IsProduction", True, False]}


def test_what_has_to_be_forgotten_expires(template: dict[str, Any]) -> None:
    tables = _all(template, "AWS::DynamoDB::Table").values()
    expiring = {_said(table["TableName"]) for table in tables if "TimeToLiveSpecification" in table}
    written = {
        file.parent.name
        for file in (ROOT / "chalicelib").glob("*/store.py")
        if re.search(r"^\s+expires_at = NumberAttribute", file.read_text("utf-8"), re.MULTILINE)
    }
    assert expiring == {"registrations", "deliveries", "limits"}
    assert written == {"registration", "notifications"}


# Functions


def test_each_function_has_a_handler_a_log_and_a_role_of_its_own(template: dict[str, Any]) -> None:
    functions = _functions(template)
    logs = {log["LogGroupName"]["Fn::Sub"] for log in _all(template, "AWS::Logs::LogGroup").values()}
    assert len({function["Handler"] for function in functions.values()}) == len(functions)
    assert len({function["Role"]["Fn::GetAtt"][0] for function in functions.values()}) == len(functions)
    assert logs == {f"/aws/lambda/{function['FunctionName']['Fn::Sub']}" for function in functions.values()}


def test_logs_are_forgotten_after_a_month(template: dict[str, Any]) -> None:
    assert {log["RetentionInDays"] for log in _all(template, "AWS::Logs::LogGroup").values()} == {30}


def test_no_policy_allows_everything(template: dict[str, Any]) -> None:
    for role in _all(template, "AWS::IAM::Role").values():
        for statement in role["Policies"][0]["PolicyDocument"]["Statement"]:
            assert statement["Resource"] != "*"
            assert not any(action.endswith(":*") for action in _list(statement["Action"]))


def test_the_web_functions_can_write_no_table_but_that_of_the_limits_and_send_no_mail(template: dict[str, Any]) -> None:
    roles = _all(template, "AWS::IAM::Role")
    for role in ("ApiHandlerRole", "VoteWebRole"):
        [policy] = roles[role]["Policies"]
        reading = {"dynamodb:GetItem", "dynamodb:BatchGetItem", "dynamodb:Query", "s3:GetObject", "s3:ListBucket"}
        for statement in policy["PolicyDocument"]["Statement"]:
            found = set(re.findall(r'"((?:dynamodb|ses|s3):\w+)"', json.dumps(statement)))
            counts = statement["Resource"] == [{"Fn::GetAtt": ["LimitsTable", "Arn"]}]
            assert found <= ({"dynamodb:UpdateItem"} if counts else reading)


def test_the_gateway_asks_the_function_whose_path_it_is(template: dict[str, Any]) -> None:
    paths = _all(template, "AWS::Serverless::Api")["RestAPI"]["DefinitionBody"]["paths"]
    assert set(paths) == {"/", "/{proxy+}", *gateway.VOTE_PATHS}
    for path, methods in paths.items():
        asked = {re.findall(r"\$\{(\w+)\.Arn\}", json.dumps(method))[0] for method in methods.values()}
        assert asked == {"VoteWeb" if path in gateway.VOTE_PATHS else "APIHandler"}
        assert {method.upper() for method in methods} == set(METHODS)
    allowed = {
        one["FunctionName"]["Ref"]
        for one in _all(template, "AWS::Lambda::Permission").values()
        if "apigateway" in one["Principal"]
    }
    assert allowed == {"VoteWeb", "APIHandler"}


@pytest.mark.parametrize("module", ["registration", "moderation", "publication", "notifications", "voting"])
def test_each_page_is_asked_of_the_function_that_has_it(module: str) -> None:
    pages = import_module(f"chalicelib.{module}.pages").pages
    for route in pages.routes:
        path = "/".join(route.parts).replace("{lang}", "fr")
        assert gateway.is_of_the_vote(path) == (module == "voting"), path


def _list(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [value]


# Secrets


def test_the_secrets_that_are_made_are_those_that_the_code_reads() -> None:
    texts = [(ROOT / "chalicelib" / name).read_text("utf-8") for name in ("cloud/keys.py", "purposes.py")]
    text = "".join(texts).replace("{round_name}", edition.edition().vote.round)
    read = set(re.findall(r'"([a-z]+(?:-link)?-keys?(?:-public-\d+)?)"', text))
    assert read == set(wiring().secrets_in(edition.edition().vote.round))
    of_round = {name for name in read if name.endswith(edition.edition().vote.round)}
    assert of_round == set(keys.of_round(edition.edition().vote.round))


def test_no_secret_is_in_the_template(template: dict[str, Any]) -> None:
    known = {
        "4135ea2d-6df8-44a3-9df3-4b5a84be39ad",  # Cache policies of AWS itself.
        "b689b0a8-53d0-40ab-baf2-68738e2966ac",
    }
    texts = {text for text in _texts(template) if re.fullmatch(r"[A-Za-z0-9+/_=-]{24,}", text)}
    suspicious = {text for text in texts - known if any(sign.isdigit() for sign in text) and not text.islower()}
    assert suspicious == set()
    assert not re.search(r"AKIA[0-9A-Z]{16}|-----BEGIN|[Pp]assword", json.dumps(template))


def _texts(value: Any) -> Iterator[str]:
    if isinstance(value, dict):
        for inner in value.values():
            yield from _texts(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from _texts(inner)
    elif isinstance(value, str):
        yield value


# Files


def test_nobody_but_the_cdn_reads_the_bucket(template: dict[str, Any]) -> None:
    bucket = _all(template, "AWS::S3::Bucket")["PublicBucket"]
    assert all(bucket["PublicAccessBlockConfiguration"].values())
    statements = _all(template, "AWS::S3::BucketPolicy")["PublicBucketPolicy"]["PolicyDocument"]["Statement"]
    allowed = [statement for statement in statements if statement.get("Effect") == "Allow"]
    assert [statement["Principal"] for statement in allowed] == [{"Service": "cloudfront.amazonaws.com"}]
    assert "aws:SourceArn" in allowed[0]["Condition"]["StringEquals"]


def test_the_cdn_looks_for_every_file_in_the_bucket_first_and_asks_the_function_otherwise(
    template: dict[str, Any],
) -> None:
    site = _all(template, "AWS::CloudFront::Distribution")["Site"]["DistributionConfig"]
    patterns = [behaviour["PathPattern"] for behaviour in site["CacheBehaviors"]]
    assert patterns == [*cdn.function(), *(pattern for kind in cdn.files() for pattern in kind.patterns)]
    members = site["OriginGroups"]["Items"][0]["Members"]["Items"]
    assert [member["OriginId"] for member in members] == ["bucket", "api"]
    targets = {behaviour["PathPattern"]: behaviour["TargetOriginId"] for behaviour in site["CacheBehaviors"]}
    assert {pattern for pattern, target in targets.items() if target != "files"} == set(cdn.function())
    confirm = next(its for its in site["CacheBehaviors"] if its["PathPattern"] in cdn.function())
    assert confirm | {"PathPattern": ""} == site["DefaultCacheBehavior"] | {"PathPattern": ""}
    assert site["DefaultCacheBehavior"]["TargetOriginId"] == "api"
    assert "POST" in site["DefaultCacheBehavior"]["AllowedMethods"]


@pytest.mark.parametrize(
    ("path", "kind"),
    [
        ("/static/site.0123456789ab.css", "hashed"),
        ("/nl/", "pages"),
        ("/nl", "pages"),
        ("/fr/initiatives", "pages"),
        ("/en/initiatives/taalcafe-gent", "pages"),
        ("/initiatives.json", "open"),
        ("/robots.txt", "signposts"),
        ("/sitemap.xml", "signposts"),
        ("/initiatives.geojson", "open"),
        ("/", None),
        ("/nl/register", None),
        ("/nl/vote/taalcafe-gent", "pages"),
        ("/nl/votes/sent", "pages"),
        ("/fr/privacy", "pages"),
        ("/en/rules", "pages"),
        ("/nl/vote/confirm/WyJwdWJsaWM", None),
        ("/nl/vote", None),
        ("/votes", None),
        ("/votes/challenge", None),
        ("/health", None),
        ("/initiatives", None),
    ],
)
def test_a_path_is_a_file_or_the_functions(path: str, kind: str | None) -> None:
    found = cdn.kind_of(path)
    assert (found and found.name) == kind


def test_what_is_taken_back_is_gone_within_a_minute() -> None:
    for kind in cdn.files():
        if kind.name != "hashed":
            ages = [int(age) for age in re.findall(r"max-age=(\d+)", kind.browser)]
            assert kind.cdn_seconds + max(ages, default=0) <= 60


def test_files_carry_the_headers_of_every_answer(template: dict[str, Any]) -> None:
    for policy in _all(template, "AWS::CloudFront::ResponseHeadersPolicy").values():
        security = policy["ResponseHeadersPolicyConfig"]["SecurityHeadersConfig"]
        assert security["ContentSecurityPolicy"]["ContentSecurityPolicy"].startswith("default-src 'none'")
        assert security["ReferrerPolicy"]["ReferrerPolicy"] == "no-referrer"
        assert security["StrictTransportSecurity"]["AccessControlMaxAgeSec"] >= 31536000


def test_the_api_is_regional(template: dict[str, Any]) -> None:
    assert _all(template, "AWS::Serverless::Api")["RestAPI"]["EndpointConfiguration"] == "REGIONAL"


# The zip


def test_the_zip_is_small_and_has_only_what_runs(made: Package) -> None:
    assert made.zip.stat().st_size <= LARGEST_ZIP
    assert made.without_sdk <= LARGEST_WITHOUT_SDK
    with zipfile.ZipFile(made.zip) as archive:
        names = archive.namelist()
    assert {"app.py", "start.py", "chalicelib/web/routing.pyc", "chalicelib/built/static.json"} <= set(names)
    assert f"__pycache__/app.{sys.implementation.cache_tag}.pyc" in names
    left_out = ("boto3/", "s3transfer/", "tests/", "infra/", "chalicelib/templates/", "chalicelib/translations/")
    assert [name for name in names if name.startswith(left_out)] == []


def test_what_is_left_out_of_botocore_is_what_no_policy_grants(made: Package) -> None:
    with zipfile.ZipFile(made.zip) as archive:
        data = [name.removeprefix("botocore/data/") for name in archive.namelist() if name.startswith("botocore/data/")]
        model = json.loads(archive.read("botocore/data/s3/2006-03-01/service-2.json"))
    assert {name.partition("/")[0] for name in data if "/" in name} == {"dynamodb", "s3", "sesv2", "sqs", "ssm"}
    assert set(model["operations"]) == {"DeleteObjects", "GetObject", "ListObjectsV2", "PutObject"}
    assert "CORSConfiguration" not in model["shapes"]


def test_the_same_sources_give_the_same_zip(made: Package, tmp_path: Path) -> None:
    assert package(tmp_path, AWS_PLATFORM).digest == made.digest


def test_the_zip_runs_without_anything_else(tmp_path: Path) -> None:
    """Every module of it is there: what was left out is asked for by none, at any time."""
    here = package(BUILD / "here", HERE)
    with zipfile.ZipFile(here.zip) as archive:
        archive.extractall(tmp_path)
    for function in ("web", "vote-web", "publish", "send-confirmation-mail"):
        environment = {"AWS_DEFAULT_REGION": "eu-west-1", "AWS_LAMBDA_FUNCTION_NAME": f"gastvrij-local-{function}"}
        keys = {"AWS_ACCESS_KEY_ID": "none", "AWS_SECRET_ACCESS_KEY": "none"}
        command = [sys.executable, "-I", "-S", "-c", EVERYTHING]
        done = subprocess.run(command, cwd=tmp_path, env=environment | keys, capture_output=True, text=True)
        assert done.returncode == 0, done.stderr


def test_regular_expressions_are_baked_as_python_compiles_them(tmp_path: Path) -> None:
    with zipfile.ZipFile(package(BUILD / "here", HERE).zip) as archive:
        archive.extractall(tmp_path)
    environment = {"AWS_DEFAULT_REGION": "eu-west-1", "AWS_LAMBDA_FUNCTION_NAME": "gastvrij-local-web"}
    command = [sys.executable, "-I", "-S", "-c", EXPRESSIONS]
    done = subprocess.run(command, cwd=tmp_path, env=environment, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr


def test_what_is_baked_is_what_was_written(tmp_path: Path) -> None:
    here = package(BUILD / "here", HERE)
    with zipfile.ZipFile(here.zip) as archive:
        baked = msgspec.json.decode(archive.read("chalicelib/built/editions/2027.json"), type=edition.Edition)
        said = json.loads(archive.read("chalicelib/built/words/fr.json"))
        rules = msgspec.json.decode(archive.read("chalicelib/built/providers.json"), type=list[Provider])
    written = edition.read(edition.EDITIONS / "2027.toml")
    assert baked == written
    assert baked.rules == written.rules
    assert said == words.sentences("fr")
    assert {domain: one for one in rules for domain in one.domains}.keys() == by_domain().keys()
    assert [(one.domains, one.ignored, one.subdomains) for one in rules] == [
        (one.domains, one.ignored, one.subdomains) for one in read()
    ]
