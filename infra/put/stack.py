"""Puts a package into an AWS account: the real one or the emulator's, by the same calls."""

import json
import mimetypes
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

import boto3
from botocore.exceptions import ClientError

from chalicelib.cloud.keys import DESTROYED
from infra.make.cdn import key, kind_of
from infra.make.package import Package
from infra.put.changes import Formation
from infra.put.failed import DeployFailed
from infra.wiring import wiring

if TYPE_CHECKING:
    from mypy_boto3_s3 import S3Client

PRODUCTION = "production"
KEPT_DAYS = 90
"""Of what was uploaded to be deployed."""


@dataclass(frozen=True)
class Stack:
    """One campaign in one account."""

    session: boto3.Session
    parameters: Mapping[str, str]
    """The template's: Stage, PublicUrl, Edition, Sender."""

    @property
    def stage(self) -> str:
        return self.parameters["Stage"]

    @property
    def name(self) -> str:
        return f"gastvrij-{self.stage}"

    @cached_property
    def outputs(self) -> dict[str, str]:
        """What the template says about what it made."""
        return self.formation.outputs()

    @property
    def guid(self) -> str:
        """What only this stack is called; the CDN sends it along, so that the functions know it."""
        found = self.formation.found()
        return found["StackId"].rpartition("/")[2] if found else ""

    @cached_property
    def formation(self) -> Formation:
        """Its stack in CloudFormation."""
        return Formation(self.session.client("cloudformation"), self.name)

    @cached_property
    def _s3(self) -> "S3Client":
        return self.session.client("s3")

    def make_secrets(self, round_name: str) -> None:
        """Make each secret that is not there yet; those that are stay as they are, and what was destroyed stays so."""
        ssm = self.session.client("ssm")
        for secret in wiring().secrets_in(round_name):
            name = f"/gastvrij/{self.stage}/{secret}"
            if self.has_parameter(f"{name}{DESTROYED}"):
                continue
            try:
                ssm.put_parameter(Name=name, Value=secrets.token_urlsafe(32), Type="SecureString", Overwrite=False)
            except ssm.exceptions.ParameterAlreadyExists:
                continue

    def has_parameter(self, name: str) -> bool:
        """Whether the parameter store has something of this name."""
        ssm = self.session.client("ssm")
        try:
            ssm.get_parameter(Name=name)
        except ssm.exceptions.ParameterNotFound:
            return False
        return True

    def deploy(self, package: Package) -> bool:
        """Make the account what the template says, through a change set; False when it was. Raises DeployFailed."""
        self.formation.make_ready()
        changes = self.propose(package)
        if changes is None:
            return False
        self.apply(changes)
        return True

    def propose(self, package: Package) -> str | None:
        """The change set that would do it, with the code where it is read from; None where nothing changes."""
        url = self._put_code(package)
        return self.formation.propose(url, self.parameters, package.template["Parameters"])

    def apply(self, changes: str) -> None:
        """Do what a change set says. Tables of production cannot be deleted from then on. Raises DeployFailed."""
        self.formation.apply(changes)
        self.__dict__.pop("outputs", None)
        if self.stage == PRODUCTION:
            self._protect()

    def _protect(self) -> None:
        # Only what is whole: a first deploy that fails has to be cleared away.
        self.formation.client.update_termination_protection(StackName=self.name, EnableTerminationProtection=True)
        dynamodb = self.session.client("dynamodb")
        for name in wiring().tables:
            table = f"{self.name}-{name}"
            if not dynamodb.describe_table(TableName=table)["Table"].get("DeletionProtectionEnabled"):
                dynamodb.update_table(TableName=table, DeletionProtectionEnabled=True)

    def _put_code(self, package: Package) -> str:
        """Where the template is read from, once it and what it names are there."""
        bucket, owner = self._code_bucket(), self.account
        where = {"Stage": self.stage, "AWS::AccountId": owner, "AWS::Region": self.session.region_name}
        files: dict[str, bytes] = {}
        places = {}
        for code in package.codes:
            name = code.digest
            places[code.zip.name] = f"s3://{bucket}/{name}.zip"
            files |= {f"{name}.zip": code.zip.read_bytes(), f"{name}.cdx.json": code.materials.read_bytes()}
        files["template.json"] = json.dumps(_placed(package.template, places, where)).encode()
        for name, body in files.items():
            # Never into a bucket of that name that is somebody else's, whose code would then run here.
            self._s3.put_object(Bucket=bucket, Key=name, Body=body, ExpectedBucketOwner=owner)
        url = self._s3.generate_presigned_url("get_object", Params={"Bucket": bucket, "Key": "template.json"})
        return url.partition("?")[0]

    def upload(self, static: Path) -> None:
        """Put the static files where the CDN finds them: under the hash of their content, so none ever changes."""
        bucket = self.outputs["PublicBucket"]
        ours: Any = {"Bucket": bucket, "ExpectedBucketOwner": self.account}
        pages = self._s3.get_paginator("list_objects_v2").paginate(**ours, Prefix="static/")
        there = {item["Key"] for page in pages for item in page.get("Contents", [])}
        hashed = kind_of("/static/any")
        assert hashed, "static files are files"
        for file in sorted(static.iterdir()):
            name = key(f"/static/{file.name}")
            if name not in there:
                kind = mimetypes.guess_type(file.name)[0] or "application/octet-stream"
                kind += "; charset=utf-8" if kind.startswith("text/") else ""
                self._s3.put_object(
                    **ours, Key=name, Body=file.read_bytes(), ContentType=kind, CacheControl=hashed.browser
                )

    def build_site(self) -> None:
        """Have the public files built anew if their words or looks changed, without waiting for the schedule."""
        functions = self.session.client("lambda")
        event = dict.fromkeys(("version", "id", "account", "region", "time", "source", "detail-type"), "deploy")
        functions.invoke(
            FunctionName=f"{self.name}-turn-phase",
            InvocationType="Event",
            Payload=json.dumps({**event, "detail": {}, "resources": []}).encode(),
        )

    @cached_property
    def account(self) -> str:
        """Whose it is, as AWS counts accounts."""
        return str(self.session.client("sts").get_caller_identity()["Account"])

    def bucket(self, kind: str) -> str:
        """What its bucket for code or for public files is called."""
        return f"{self.name}-{kind}-{self.account}-{self.session.region_name}"

    def has_bucket(self, bucket: str) -> bool:
        """Whether a bucket is there, and ours. Raises DeployFailed where it is somebody else's."""
        try:
            self._s3.head_bucket(Bucket=bucket, ExpectedBucketOwner=self.account)
        except ClientError as problem:
            if problem.response["Error"]["Code"] in ("403", "AccessDenied"):
                raise DeployFailed(f"The bucket {bucket} is somebody else's, or out of your reach.") from problem
            return False
        return True

    def _code_bucket(self) -> str:
        """The bucket that code is uploaded to, which has to be ours. Raises DeployFailed where it is not."""
        bucket = self.bucket("code")
        if not self.has_bucket(bucket):
            region = self.session.region_name
            # The oldest region has no name of its own there.
            where: Any = {} if region == "us-east-1" else {"LocationConstraint": region}
            self._s3.create_bucket(Bucket=bucket, **({"CreateBucketConfiguration": where} if where else {}))
            # Functions keep their own copy of what they run.
            old: Any = {"ID": "old", "Status": "Enabled", "Filter": {}, "Expiration": {"Days": KEPT_DAYS}}
            self._s3.put_bucket_lifecycle_configuration(
                Bucket=bucket, ExpectedBucketOwner=self.account, LifecycleConfiguration={"Rules": [old]}
            )
        return bucket


def _placed(template: dict[str, Any], codes: Mapping[str, str], where: Mapping[str, str]) -> dict[str, Any]:
    """The template for one place: with its code in a bucket, and plain names for what outlives its stack.

    CloudFormation takes over what a deleted stack left behind only where its name is no function.
    """
    for resource in template["Resources"].values():
        properties = resource.get("Properties", {})
        if resource["Type"] == "AWS::Serverless::Function":
            properties["CodeUri"] = codes[properties["CodeUri"]]
        for name in _NAMES_OF_WHAT_STAYS.get(resource["Type"], ()):
            said = properties[name]["Fn::Sub"]
            for variable, value in where.items():
                said = said.replace(f"${{{variable}}}", value)
            properties[name] = said
    return template


_NAMES_OF_WHAT_STAYS = {"AWS::DynamoDB::Table": ["TableName"], "AWS::S3::Bucket": ["BucketName"]}
