"""Puts a package into an AWS account: the real one or the emulator's, by the same calls."""

import json
import mimetypes
import secrets
import time
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

import boto3
from botocore.exceptions import ClientError, WaiterError

from chalicelib.cloud.keys import DESTROYED
from infra.make.cdn import key, kind_of
from infra.make.package import Package
from infra.wiring import wiring

if TYPE_CHECKING:
    from mypy_boto3_cloudformation import CloudFormationClient
    from mypy_boto3_s3 import S3Client

_SOON: Any = {"Delay": 1, "MaxAttempts": 900}


class DeployFailed(Exception):
    """What a person has to mend before this can be deployed, in one sentence."""


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
        found = self._cloudformation.describe_stacks(StackName=self.name)["Stacks"][0]
        return {output["OutputKey"]: output["OutputValue"] for output in found.get("Outputs", [])}

    @property
    def guid(self) -> str:
        """What only this stack is called; the CDN sends it along, so that the functions know it."""
        return self._cloudformation.describe_stacks(StackName=self.name)["Stacks"][0]["StackId"].rpartition("/")[2]

    @cached_property
    def _cloudformation(self) -> "CloudFormationClient":
        return self.session.client("cloudformation")

    @cached_property
    def _s3(self) -> "S3Client":
        return self.session.client("s3")

    def make_secrets(self, round_name: str) -> None:
        """Make each secret that is not there yet; those that are stay as they are, and what was destroyed stays so."""
        ssm = self.session.client("ssm")
        for secret in wiring().secrets_in(round_name):
            name = f"/gastvrij/{self.stage}/{secret}"
            if self._is_destroyed(ssm, name):
                continue
            try:
                ssm.put_parameter(Name=name, Value=secrets.token_urlsafe(32), Type="SecureString", Overwrite=False)
            except ssm.exceptions.ParameterAlreadyExists:
                continue

    @staticmethod
    def _is_destroyed(ssm: Any, name: str) -> bool:
        try:
            ssm.get_parameter(Name=f"{name}{DESTROYED}")
        except ssm.exceptions.ParameterNotFound:
            return False
        return True

    def deploy(self, package: Package) -> bool:
        """Make the account what the template says, through a change set; False when it was. Raises DeployFailed."""
        bucket, owner = self._code_bucket(self._account), self._account
        code = f"{package.digest}.zip"
        template = json.dumps(_with_code(package.template, f"s3://{bucket}/{code}"))
        for name, body in (
            (code, package.zip.read_bytes()),
            (f"{package.digest}.cdx.json", package.materials.read_bytes()),
            ("template.json", template.encode()),
        ):
            # Never into a bucket of that name that is somebody else's, whose code would then run here.
            self._s3.put_object(Bucket=bucket, Key=name, Body=body, ExpectedBucketOwner=owner)
        url = self._s3.generate_presigned_url("get_object", Params={"Bucket": bucket, "Key": "template.json"})
        changed = self._change(url.partition("?")[0])
        self.__dict__.pop("outputs", None)
        return changed

    def upload(self, static: Path) -> None:
        """Put the static files where the CDN finds them: under the hash of their content, so none ever changes."""
        bucket = self.outputs["PublicBucket"]
        ours: Any = {"Bucket": bucket, "ExpectedBucketOwner": self._account}
        there = {item["Key"] for item in self._s3.list_objects_v2(**ours, Prefix="static/").get("Contents", [])}
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
    def _account(self) -> str:
        return str(self.session.client("sts").get_caller_identity()["Account"])

    def _code_bucket(self, owner: str) -> str:
        """The bucket that code is uploaded to, which has to be ours. Raises DeployFailed where it is not."""
        bucket = f"{self.name}-code-{owner}"
        try:
            self._s3.head_bucket(Bucket=bucket, ExpectedBucketOwner=owner)
        except ClientError as problem:
            if problem.response["Error"]["Code"] in ("403", "AccessDenied"):
                raise DeployFailed(f"The bucket {bucket} is somebody else's, or out of your reach.") from problem
            region = self.session.region_name
            # The oldest region has no name of its own there.
            where: Any = {} if region == "us-east-1" else {"LocationConstraint": region}
            self._s3.create_bucket(Bucket=bucket, **({"CreateBucketConfiguration": where} if where else {}))
        return bucket

    def _change(self, template_url: str) -> bool:
        changes = f"change-{time.time_ns()}"
        named: Any = {"StackName": self.name, "ChangeSetName": changes}
        new = self._is_new()
        self._cloudformation.create_change_set(
            StackName=self.name,
            ChangeSetName=changes,
            ChangeSetType="CREATE" if new else "UPDATE",
            TemplateURL=template_url,
            Capabilities=["CAPABILITY_IAM", "CAPABILITY_AUTO_EXPAND"],
            Parameters=[{"ParameterKey": name, "ParameterValue": value} for name, value in self.parameters.items()],
        )
        try:
            self._cloudformation.get_waiter("change_set_create_complete").wait(**named, WaiterConfig=_SOON)
        except WaiterError as problem:
            answer = self._cloudformation.describe_change_set(**named)
            if "didn't contain changes" in answer.get("StatusReason", "") or "No updates" in answer["StatusReason"]:
                self._cloudformation.delete_change_set(**named)
                return False
            raise DeployFailed(f"CloudFormation refuses the template: {answer.get('StatusReason')}") from problem
        self._cloudformation.execute_change_set(**named)
        try:
            made, changed = "stack_create_complete", "stack_update_complete"
            waiter: Any = self._cloudformation.get_waiter(made if new else changed)  # type: ignore[call-overload]
            waiter.wait(StackName=self.name, WaiterConfig=_SOON)
        except WaiterError as problem:
            raise DeployFailed(f"CloudFormation could not make it: {self._why()}") from problem
        return True

    def _is_new(self) -> bool:
        """Whether there is no stack yet; one whose making failed at first is cleared away."""
        try:
            status = self._cloudformation.describe_stacks(StackName=self.name)["Stacks"][0]["StackStatus"]
        except ClientError:
            return True
        if status in ("ROLLBACK_COMPLETE", "ROLLBACK_FAILED", "CREATE_FAILED"):
            self._cloudformation.delete_stack(StackName=self.name)
            self._cloudformation.get_waiter("stack_delete_complete").wait(StackName=self.name, WaiterConfig=_SOON)
            return True
        return bool(status == "REVIEW_IN_PROGRESS")

    def _why(self) -> str:
        events = self._cloudformation.describe_stack_events(StackName=self.name)["StackEvents"]
        failed = [event for event in events if event.get("ResourceStatus", "").endswith("FAILED")]
        if not failed:
            return "it does not say why."
        return f"{failed[-1].get('LogicalResourceId')}: {failed[-1].get('ResourceStatusReason')}"


def _with_code(template: dict[str, Any], address: str) -> dict[str, Any]:
    """The template with its code in a bucket: the one thing in it that differs from place to place."""
    for resource in template["Resources"].values():
        if resource["Type"] == "AWS::Serverless::Function":
            resource["Properties"]["CodeUri"] = address
    return template
