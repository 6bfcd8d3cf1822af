"""What the template says about queues and functions, so that the model waits and gives up as AWS would."""

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from tests import place

ROOT = Path(__file__).parents[2]


@dataclass(frozen=True)
class Waits:
    """A queue's own measures; seconds."""

    delay: int
    visibility: int
    most_receives: int


class _Loader(yaml.SafeLoader):
    """Reads CloudFormation's !Sub and !GetAtt as the text behind them."""


def _untagged(loader: yaml.SafeLoader, _: str, node: yaml.Node) -> Any:
    if isinstance(node, yaml.ScalarNode):
        return loader.construct_scalar(node)
    if isinstance(node, yaml.SequenceNode):
        return loader.construct_sequence(node, deep=True)
    assert isinstance(node, yaml.MappingNode)
    return loader.construct_mapping(node, deep=True)


_Loader.add_multi_constructor("!", _untagged)


def seconds() -> dict[str, int]:
    """How long each function may take, by its name in app.py; "web" for the pages."""
    stage = json.loads((ROOT / ".chalice/config.json").read_text("utf-8"))["stages"]["api"]
    functions = stage["lambda_functions"].items()
    return {"web": stage["lambda_timeout"], **{name: one["lambda_timeout"] for name, one in functions}}


def queues() -> dict[str, Waits]:
    """The measures of each queue that a function reads."""
    template = yaml.load((ROOT / "infra/resources.yaml").read_text("utf-8"), _Loader)  # noqa: S506 - a SafeLoader
    found = {
        one["Properties"]["QueueName"].removeprefix("gastvrij-${Stage}-"): one["Properties"]
        for one in template["Resources"].values()
        if one.get("Type") == "AWS::SQS::Queue"
    }
    return {
        name: Waits(
            found[name].get("DelaySeconds", 0),
            found[name]["VisibilityTimeout"],
            found[name]["RedrivePolicy"]["maxReceiveCount"],
        )
        for name in place.QUEUES
    }
