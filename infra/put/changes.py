"""One stack of CloudFormation: made what a template says, from whatever state it is in, and why it could not be."""

import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from botocore.exceptions import ClientError, WaiterError

from infra.put.failed import DeployFailed

if TYPE_CHECKING:
    from mypy_boto3_cloudformation import CloudFormationClient
    from mypy_boto3_cloudformation.type_defs import StackTypeDef

LOOK_EVERY = 1.0
"""Seconds."""
LONGEST = 3600
"""Seconds that making or deleting a distribution may take, and then some."""

NEVER_WHOLE = ("CREATE_FAILED", "ROLLBACK_COMPLETE", "ROLLBACK_FAILED")
"""How a stack ends whose making failed: there is nothing in it to keep, and no change set makes it whole."""


@dataclass(frozen=True)
class Change:
    """One thing that a change set does: Add, Modify or Remove; `replaces` where what was there goes."""

    action: str
    resource: str
    kind: str
    replaces: bool


@dataclass(frozen=True)
class Formation:
    """A stack by its name, whether it is there or not."""

    client: "CloudFormationClient"
    name: str

    def found(self) -> "StackTypeDef | None":
        """What AWS knows of the stack; None where there is none, or nothing but a change set that made nothing."""
        try:
            stack = self.client.describe_stacks(StackName=self.name)["Stacks"][0]
        except ClientError as problem:
            if _is_missing(problem):
                return None
            raise
        return None if stack["StackStatus"] == "REVIEW_IN_PROGRESS" else stack

    def outputs(self) -> dict[str, str]:
        """What the template says about what it made."""
        stack = self.found()
        return {its["OutputKey"]: its["OutputValue"] for its in stack.get("Outputs", [])} if stack else {}

    def make_ready(self) -> None:
        """Bring the stack to where a change set can be made. Raises DeployFailed where a person has to wait or look.

        What never became whole is deleted; an update that could not even be rolled back is rolled back again.
        """
        stack = self.found()
        if stack is None:
            return
        status = str(stack["StackStatus"])
        if status.endswith("_IN_PROGRESS"):
            raise DeployFailed(f"Something else is changing {self.name} ({status}): try again once that is done.")
        if status in NEVER_WHOLE or (status == "DELETE_FAILED" and not self._was_whole(stack["StackId"])):
            self.delete()
        elif status == "DELETE_FAILED":
            raise DeployFailed(
                f"Somebody began to delete {self.name}, and it did not go: {self._why(stack['StackId'])}"
                f" Delete the rest in the console of CloudFormation (tables and files stay), then run this again:"
                f" it takes over what stayed."
            )
        elif status == "UPDATE_ROLLBACK_FAILED":
            self.client.continue_update_rollback(StackName=self.name)
            if self._settled(stack["StackId"]) != "UPDATE_ROLLBACK_COMPLETE":
                raise DeployFailed(f"It cannot go back to what it was: {self._why(stack['StackId'])}")

    def propose(self, template_url: str, parameters: Mapping[str, str], known: Mapping[str, Any]) -> str | None:
        """The name of a change set that makes the stack what a template says; None where it is that already.

        Parameters that are not given stay as they are. Raises DeployFailed with AWS's reason where it is refused.
        """
        stack = self.found()
        changes = f"change-{time.time_ns()}"
        more: Any = {} if stack else {"OnStackFailure": "DELETE"}
        self.client.create_change_set(
            StackName=self.name,
            ChangeSetName=changes,
            ChangeSetType="UPDATE" if stack else "CREATE",
            TemplateURL=template_url,
            Capabilities=["CAPABILITY_IAM", "CAPABILITY_AUTO_EXPAND"],
            Parameters=_given(stack, parameters, known),
            # What a deleted stack left behind, such as tables with their rows, is taken over.
            ImportExistingResources=True,
            **more,
        )
        named: Any = {"StackName": self.name, "ChangeSetName": changes}
        try:
            waiter = self.client.get_waiter("change_set_create_complete")
            waiter.wait(**named, WaiterConfig={"Delay": 1, "MaxAttempts": 600})
        except WaiterError as problem:
            reason = self.client.describe_change_set(**named).get("StatusReason", "")
            refused = None if _says_nothing_to_do(reason) else self._refusal(changes, reason)
            self.drop(changes)
            if refused:
                raise DeployFailed(f"CloudFormation refuses the template: {refused}") from problem
            return None
        return changes

    def shown(self, changes: str) -> Iterator[Change]:
        """What a change set does."""
        named: Any = {"StackName": self.name, "ChangeSetName": changes}
        while True:
            page = self.client.describe_change_set(**named)
            for change in page.get("Changes", []):
                its = change["ResourceChange"]
                replaces = its.get("Replacement", "False") != "False"
                yield Change(its["Action"], its["LogicalResourceId"], its["ResourceType"], replaces)
            if not (token := page.get("NextToken")):
                return
            named["NextToken"] = token

    def drop(self, changes: str) -> None:
        """Forget a change set, and the empty stack that it was made for."""
        self.client.delete_change_set(StackName=self.name, ChangeSetName=changes)
        if self.found() is None:
            self.client.delete_stack(StackName=self.name)

    def apply(self, changes: str) -> None:
        """Do what a change set says, and return once it is done. Raises DeployFailed with the first true reason."""
        stack = self.client.describe_stacks(StackName=self.name)["Stacks"][0]["StackId"]
        newest = self._newest_event(stack)
        self.client.execute_change_set(StackName=self.name, ChangeSetName=changes)
        status = self._settled(stack)
        if status not in ("CREATE_COMPLETE", "UPDATE_COMPLETE"):
            raise DeployFailed(f"CloudFormation could not make it: {self._why(stack, newest)}")

    def delete(self) -> None:
        """Delete the stack and return once it is gone. Raises DeployFailed."""
        stack = self.found()
        if stack is None:
            return
        newest = self._newest_event(stack["StackId"])
        self.client.delete_stack(StackName=self.name)
        if self._settled(stack["StackId"]) != "DELETE_COMPLETE":
            raise DeployFailed(f"{self.name} cannot be deleted: {self._why(stack['StackId'], newest)}")

    def _settled(self, stack: str) -> str:
        """The status of a stack, by its id, once nothing goes on any more; one that is gone is still known by it."""
        until = time.monotonic() + LONGEST
        while time.monotonic() < until:
            time.sleep(LOOK_EVERY)
            try:
                status = str(self.client.describe_stacks(StackName=stack)["Stacks"][0]["StackStatus"])
            except ClientError as problem:
                if _is_missing(problem):
                    return "DELETE_COMPLETE"
                raise
            if not status.endswith("_IN_PROGRESS"):
                return status
        raise DeployFailed(f"After an hour it is still going on; look at {self.name} in the console of CloudFormation.")

    def _was_whole(self, stack: str) -> bool:
        """Whether a stack was ever made, and may so hold something."""
        return any(
            event.get("PhysicalResourceId") == stack and event.get("ResourceStatus") == "CREATE_COMPLETE"
            for event in self._events(stack)
        )

    def _why(self, stack: str, since: str = "") -> str:
        """The first failure since an event: what followed was only cancelled because of it."""
        failed = [
            event
            for event in self._events(stack, since)
            if event.get("ResourceStatus", "").endswith("FAILED")
            and event.get("ResourceStatusReason")
            and "cancelled" not in event["ResourceStatusReason"]
            and event.get("PhysicalResourceId") != stack
        ]
        if not failed:
            return "it does not say why."
        first = failed[-1]
        return f"{first['LogicalResourceId']}: {first['ResourceStatusReason']}"

    def _newest_event(self, stack: str) -> str:
        return next((str(event["EventId"]) for event in self._events(stack)), "")

    def _events(self, stack: str, since: str = "") -> Iterator[Any]:
        """The events of a stack since one of them, the newest first, a hundred a page."""
        for page in self.client.get_paginator("describe_stack_events").paginate(StackName=stack):
            for event in page["StackEvents"]:
                if event["EventId"] == since:
                    return
                yield event

    def _refusal(self, changes: str, reason: str) -> str:
        """Why a change set was not made; what was found before it was tried stands elsewhere."""
        try:
            told = self.client.describe_events(ChangeSetName=changes, StackName=self.name)
        except ClientError:
            return reason
        found = [
            f"{event.get('LogicalResourceId')}: {event['ValidationStatusReason']}"
            for event in told.get("OperationEvents", [])
            if event.get("ValidationStatus") == "FAILED" and event.get("ValidationStatusReason")
        ]
        return " ".join(found) or reason


def _is_missing(problem: ClientError) -> bool:
    return "does not exist" in str(problem)


def _says_nothing_to_do(reason: str) -> bool:
    return "didn't contain changes" in reason or "No updates" in reason


def _given(stack: "StackTypeDef | None", parameters: Mapping[str, str], known: Mapping[str, Any]) -> list[Any]:
    """Parameters as they are given, and those of the template that the stack has besides, as they were."""
    had = {its["ParameterKey"] for its in stack.get("Parameters", [])} if stack else set()
    same = (known.keys() & had) - parameters.keys()
    return [
        *({"ParameterKey": name, "ParameterValue": value} for name, value in parameters.items()),
        *({"ParameterKey": name, "UsePreviousValue": True} for name in sorted(same)),
    ]
