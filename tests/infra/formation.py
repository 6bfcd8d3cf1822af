"""CloudFormation as it is documented, failures and all: the emulator always succeeds."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from types import SimpleNamespace
from typing import Any

from botocore.exceptions import ClientError, WaiterError

Event = dict[str, Any]
PAGE = 100
UPDATABLE = ("CREATE_COMPLETE", "UPDATE_COMPLETE", "UPDATE_ROLLBACK_COMPLETE", "IMPORT_COMPLETE")


def refused(message: str) -> ClientError:
    return ClientError({"Error": {"Code": "ValidationError", "Message": message}}, "Any")


@dataclass
class Kept:
    """One stack, also after it was deleted."""

    id: str
    status: str = "REVIEW_IN_PROGRESS"
    going: str = ""
    """What it comes to once it was looked at."""
    parameters: dict[str, str] = field(default_factory=dict)
    resources: dict[str, str] = field(default_factory=dict)
    """What is there, by logical name: its kind."""
    template: Any = None
    events: list[Event] = field(default_factory=list)
    is_kept: bool = False
    """Whether it may not be deleted."""


@dataclass
class Formation:
    """One account's CloudFormation. `template` stands in the bucket; `fails` says what cannot be made, and why."""

    template: dict[str, Any]
    fails: dict[str, str] = field(default_factory=dict)
    sticks: set[str] = field(default_factory=set)
    """What cannot be deleted, such as a protected table or a bucket with files."""
    cannot_go_back: bool = False
    elsewhere: set[str] = field(default_factory=set)
    """Logical names of what is in the account already, and in no stack."""
    stacks: dict[str, Kept] = field(default_factory=dict)
    gone: dict[str, Kept] = field(default_factory=dict)
    changes: dict[str, Any] = field(default_factory=dict)
    made: int = 0

    # Looking

    def _by(self, name: str) -> Kept:
        known = {**{its.id: its for its in self.stacks.values()}, **self.gone, **self.stacks}
        if name not in known:
            raise refused(f"Stack with id {name} does not exist")
        return known[name]

    def describe_stacks(self, StackName: str) -> Any:  # noqa: N803
        stack = self._by(StackName)
        shown = stack.status
        if stack.going:
            stack.status, stack.going = stack.going, ""
        return {
            "Stacks": [
                {
                    "StackId": stack.id,
                    "StackStatus": shown,
                    "Parameters": [
                        {"ParameterKey": name, "ParameterValue": its} for name, its in stack.parameters.items()
                    ],
                    "Outputs": [
                        {"OutputKey": "PublicBucket", "OutputValue": "public"},
                        {"OutputKey": "SiteDomain", "OutputValue": "d1.cloudfront.net"},
                    ],
                }
            ]
        }

    def get_paginator(self, operation: str) -> Any:
        assert operation == "describe_stack_events"

        def pages(StackName: str) -> Iterator[Any]:  # noqa: N803
            events = self._by(StackName).events[::-1]
            for start in range(0, len(events), PAGE):
                yield {"StackEvents": events[start : start + PAGE]}

        return SimpleNamespace(paginate=pages)

    def describe_events(self, StackName: str, ChangeSetName: str) -> Any:  # noqa: N803
        return {"OperationEvents": self.changes[ChangeSetName].get("found", [])}

    # Change sets

    def create_change_set(self, **asked: Any) -> None:
        name, known = asked["StackName"], self.template["Parameters"]
        stack = self.stacks.get(name)
        if asked["ChangeSetType"] == "UPDATE":
            if stack is None or stack.status not in UPDATABLE:
                raise refused(f"Stack {name} is in {stack and stack.status} state and can not be updated.")
        elif stack is not None and stack.status != "REVIEW_IN_PROGRESS":
            raise refused(f"Stack {name} already exists")
        else:
            self.made += 1
            self.stacks[name] = stack = stack or Kept(f"arn:stack/{name}/{self.made}")
        parameters = {its: about["Default"] for its, about in known.items() if "Default" in about}
        for given in asked["Parameters"]:
            key = given["ParameterKey"]
            if key not in known or (given.get("UsePreviousValue") and key not in stack.parameters):
                raise refused(f"Invalid input for parameter key {key}")
            parameters[key] = given.get("ParameterValue", stack.parameters.get(key, ""))
        if missing := set(known) - set(parameters):
            raise refused(f"Parameters: {sorted(missing)} must have values")
        wanted = {"asked": asked, "parameters": parameters, "template": self.template["Resources"]}
        found = [
            {"LogicalResourceId": its, "ValidationStatus": "FAILED", "ValidationStatusReason": "It exists already."}
            for its in self.elsewhere - set(stack.resources)
            if its in self.template["Resources"] and not self._may_take_over(its, asked)
        ]
        if found:
            reason = "The following hook(s)/validation failed: [AWS::EarlyValidation::ResourceExistenceCheck]."
            wanted |= {"found": found, "refused": reason}
        elif (stack.parameters, stack.template) == (parameters, wanted["template"]):
            wanted["refused"] = "The submitted information didn't contain changes."
        self.changes[asked["ChangeSetName"]] = wanted

    def _may_take_over(self, its: str, asked: Mapping[str, Any]) -> bool:
        resource = self.template["Resources"][its]
        names = [value for name, value in resource["Properties"].items() if name in ("TableName", "BucketName")]
        stays = resource.get("DeletionPolicy") in ("Retain", "RetainExceptOnCreate")
        return stays and bool(asked.get("ImportExistingResources")) and all(isinstance(one, str) for one in names)

    def get_waiter(self, name: str) -> Any:
        assert name == "change_set_create_complete"

        def wait(StackName: str, ChangeSetName: str, WaiterConfig: Any) -> None:  # noqa: N803
            if reason := self.changes[ChangeSetName].get("refused"):
                raise WaiterError(name, reason, {})

        return SimpleNamespace(wait=wait)

    def describe_change_set(self, StackName: str, ChangeSetName: str, NextToken: str = "0") -> Any:  # noqa: N803
        wanted = self.changes[ChangeSetName]
        stack, start = self._by(StackName), int(NextToken)
        names = [its for its in wanted["template"] if its not in stack.resources]
        page = [
            {
                "ResourceChange": {
                    "Action": "Add",
                    "LogicalResourceId": its,
                    "ResourceType": wanted["template"][its]["Type"],
                }
            }
            for its in names[start : start + PAGE]
        ]
        more = {"NextToken": str(start + PAGE)} if len(names) > start + PAGE else {}
        return {"StatusReason": wanted.get("refused", ""), "Changes": page, **more}

    def delete_change_set(self, StackName: str, ChangeSetName: str) -> None:  # noqa: N803
        del self.changes[ChangeSetName]

    def execute_change_set(self, StackName: str, ChangeSetName: str) -> None:  # noqa: N803
        wanted, stack = self.changes.pop(ChangeSetName), self.stacks[StackName]
        kind = wanted["asked"]["ChangeSetType"]
        before = dict(stack.resources)
        stack.status = f"{kind}_IN_PROGRESS"
        for its, resource in wanted["template"].items():
            if its in before or its in self.elsewhere:
                stack.resources[its] = resource["Type"]
            elif its in self.fails:
                self._say(stack, its, f"{kind}_FAILED", self.fails[its])
                for other in [one for one in wanted["template"] if one not in stack.resources and one != its][:3]:
                    self._say(stack, other, f"{kind}_FAILED", f"Resource {kind.lower()} cancelled")
                self._give_up(stack, kind, before, wanted["asked"])
                return
            else:
                stack.resources[its] = resource["Type"]
                self._say(stack, its, "CREATE_COMPLETE")
        stack.parameters, stack.template = wanted["parameters"], wanted["template"]
        stack.going = f"{kind}_COMPLETE"
        self._say(stack, "", f"{kind}_COMPLETE")

    def _give_up(self, stack: Kept, kind: str, before: dict[str, str], asked: Mapping[str, Any]) -> None:
        """Back to what there was before."""
        self._say(stack, "", f"{kind}_FAILED", "The following resource(s) failed")
        new = [its for its in stack.resources if its not in before]
        stuck = [its for its in new if its in self.sticks]
        for its in new:
            self._say(
                stack,
                its,
                "DELETE_FAILED" if its in stuck else "DELETE_COMPLETE",
                "It is protected." if its in stuck else "",
            )
            if its not in stuck:
                del stack.resources[its]
        deletes = asked.get("OnStackFailure") == "DELETE"
        if kind == "UPDATE":
            stack.going = f"UPDATE_ROLLBACK_{'FAILED' if self.cannot_go_back else 'COMPLETE'}"
        elif deletes:
            stack.going = "DELETE_FAILED" if stuck else "DELETE_COMPLETE"
        else:
            stack.going = "ROLLBACK_FAILED" if stuck else "ROLLBACK_COMPLETE"
        if stack.going == "DELETE_COMPLETE":
            self._forget(stack)

    def continue_update_rollback(self, StackName: str) -> None:  # noqa: N803
        stack = self.stacks[StackName]
        assert stack.status == "UPDATE_ROLLBACK_FAILED"
        stack.status = "UPDATE_ROLLBACK_IN_PROGRESS"
        stack.going = f"UPDATE_ROLLBACK_{'FAILED' if self.cannot_go_back else 'COMPLETE'}"

    # Deleting

    def update_termination_protection(self, StackName: str, EnableTerminationProtection: bool) -> None:  # noqa: N803
        self.stacks[StackName].is_kept = EnableTerminationProtection

    def delete_stack(self, StackName: str) -> None:  # noqa: N803
        stack = self.stacks.get(StackName)
        if stack is None:
            return
        if stack.is_kept:
            raise refused(f"Stack [{StackName}] cannot be deleted while TerminationProtection is enabled")
        stack.status = "DELETE_IN_PROGRESS"
        for its in list(stack.resources):
            policy = (stack.template or {}).get(its, {}).get("DeletionPolicy", "Delete")
            if policy in ("Retain", "RetainExceptOnCreate") and stack.template:
                self.elsewhere.add(its)
            elif its in self.sticks:
                self._say(stack, its, "DELETE_FAILED", "It is protected.")
                continue
            del stack.resources[its]
        stack.going = "DELETE_FAILED" if stack.resources else "DELETE_COMPLETE"
        if not stack.resources:
            self._forget(stack)

    def _forget(self, stack: Kept) -> None:
        self.gone[stack.id] = stack
        self.stacks = {name: its for name, its in self.stacks.items() if its is not stack}

    def _say(self, stack: Kept, its: str, status: str, reason: str = "") -> None:
        stack.events.append(
            {
                "EventId": f"{stack.id}{len(stack.events)}",
                "LogicalResourceId": its or stack.id,
                "PhysicalResourceId": stack.id if not its else f"physical-{its}",
                "ResourceStatus": status,
                **({"ResourceStatusReason": reason} if reason else {}),
            }
        )
