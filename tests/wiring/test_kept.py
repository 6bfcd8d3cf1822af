"""What is kept is safe and forgotten in time, and each function may do no more than it has to."""

import json
import re
from collections.abc import Iterator
from typing import Any

from chalicelib.cloud import keys
from infra import ROOT
from infra.wiring import wiring
from tests.wiring.template import Template, functions_of, named, resources
from tests.years import YEAR


def _list(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [value]


def test_pages_leave_room_for_the_steps_where_the_account_lets_them(template: Template) -> None:
    assert template["Parameters"]["WebConcurrency"]["Default"] == 0
    rooms = {"APIHandler": {"Ref": "WebConcurrency"}, "VoteWeb": {"Ref": "WebConcurrency"}, "TeamWeb": 20}
    for name, room in rooms.items():
        reserved = functions_of(template)[name]["ReservedConcurrentExecutions"]["Fn::If"]
        assert reserved == ["ReservesForWeb", room, {"Ref": "AWS::NoValue"}]


def test_tables_are_recoverable_and_encrypted_under_the_key_that_costs_nothing(template: Template) -> None:
    for name, table in resources(template, "AWS::DynamoDB::Table").items():
        assert table["BillingMode"] == "PAY_PER_REQUEST"
        assert "SSESpecification" not in table
        recovery = table.get("PointInTimeRecoverySpecification", {"PointInTimeRecoveryEnabled": False})
        # A backup would keep the keys under which networks are counted, and who was signed in, for weeks.
        assert recovery["PointInTimeRecoveryEnabled"] == (name not in ("LimitsTable", "SessionsTable"))


def test_what_people_told_us_outlives_its_stack_unless_that_was_never_made(template: Template) -> None:
    """Protected by the template, a first deploy that fails could never be cleared away."""
    kept = {"AWS::DynamoDB::Table", "AWS::S3::Bucket"}
    gone = {"AWS::SQS::Queue", "AWS::Logs::LogGroup"}
    for name, resource in template["Resources"].items():
        policies = resource.get("DeletionPolicy"), resource.get("UpdateReplacePolicy")
        if resource["Type"] in kept:
            assert policies == ("RetainExceptOnCreate", "Retain"), name
            assert "DeletionProtectionEnabled" not in resource["Properties"]
        elif resource["Type"] in gone:
            assert policies == ("Delete", "Delete"), name
        else:
            assert policies == (None, None), name


def test_what_has_to_be_forgotten_expires(template: Template) -> None:
    tables = resources(template, "AWS::DynamoDB::Table").values()
    expiring = {named(table["TableName"]) for table in tables if "TimeToLiveSpecification" in table}
    written = {
        file.parent.name
        for file in (ROOT / "chalicelib").glob("*/store.py")
        if re.search(r"^\s+expires_at = NumberAttribute", file.read_text("utf-8"), re.MULTILINE)
    }
    assert expiring == {"registrations", "deliveries", "limits", "sessions"}
    assert written == {"registration", "notifications", "people"}


def test_each_function_has_a_handler_a_log_and_a_role_of_its_own(template: Template) -> None:
    functions = functions_of(template)
    logs = {log["LogGroupName"]["Fn::Sub"] for log in resources(template, "AWS::Logs::LogGroup").values()}
    assert len({function["Handler"] for function in functions.values()}) == len(functions)
    assert len({function["Role"]["Fn::GetAtt"][0] for function in functions.values()}) == len(functions)
    assert logs == {f"/aws/lambda/{function['FunctionName']['Fn::Sub']}" for function in functions.values()}


def test_logs_are_forgotten_after_a_month(template: Template) -> None:
    assert {log["RetentionInDays"] for log in resources(template, "AWS::Logs::LogGroup").values()} == {30}


def test_no_policy_allows_everything(template: Template) -> None:
    for role in resources(template, "AWS::IAM::Role").values():
        for statement in role["Policies"][0]["PolicyDocument"]["Statement"]:
            assert statement["Resource"] != "*"
            assert not any(action.endswith(":*") for action in _list(statement["Action"]))


def test_mail_goes_out_from_our_address_alone_whatever_identity_ses_asks_for(template: Template) -> None:
    mailing = [
        statement
        for role in resources(template, "AWS::IAM::Role").values()
        for statement in role["Policies"][0]["PolicyDocument"]["Statement"]
        if statement.get("Sid") == "SendsMail"
    ]
    assert len(mailing) == len([function for function in wiring().functions.values() if function.mails]) == 2
    for statement in mailing:
        condition, resource = statement["Condition"]["Fn::If"], statement["Resource"]["Fn::If"]
        assert (condition[0], resource[0]) == ("IsAws", "IsAws")
        assert condition[1] == {"StringEquals": {"ses:FromAddress": {"Ref": "Sender"}}}
        assert [one["Fn::Sub"].rpartition(":")[2] for one in resource[1]] == [
            "identity/*",
            "configuration-set/${ConfigurationSet}",
        ]


def test_the_sender_s_identity_is_no_part_of_a_stack_in_an_account(template: Template) -> None:
    """Others of its domain have it too, and who verified the domain before made it already."""
    identities = [one for one in template["Resources"].values() if one["Type"] == "AWS::SES::EmailIdentity"]
    assert [one["Condition"] for one in identities] == ["IsLocal"]
    assert template["Conditions"]["IsLocal"] == {"Fn::Equals": [{"Ref": "Stage"}, "local"]}
    assert template["Conditions"]["IsAws"] == {"Fn::Not": [{"Condition": "IsLocal"}]}


def test_no_mail_goes_out_in_clear(template: Template) -> None:
    [configuration] = resources(template, "AWS::SES::ConfigurationSet").values()
    assert configuration["DeliveryOptions"] == {"TlsPolicy": "REQUIRE"}


def test_the_secrets_that_are_made_are_those_that_the_code_reads() -> None:
    texts = [(ROOT / "chalicelib" / name).read_text("utf-8") for name in ("cloud/keys.py", "cloud/purposes.py")]
    text = "".join(texts).replace("{round_name}", YEAR.vote.key)
    read = set(re.findall(r'"([a-z-]+-keys?(?:-public-\d+)?)"', text))
    assert read == set(wiring().secrets_in(YEAR.vote.key))
    of_round = {name for name in read if name.endswith(YEAR.vote.key)}
    assert of_round == set(keys.of_round(YEAR.vote.key))


def test_no_secret_is_in_the_template(template: Template) -> None:
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
