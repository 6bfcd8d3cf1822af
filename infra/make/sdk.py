"""botocore as the package has it: its descriptions of AWS cut down to the calls that the policies grant.

botocore reads them whenever a process makes its clients: all of AWS is 25 MB, and of a service the model of every
operation with its documentation. What the policies do not grant is never called, so the package leaves it out. And it
leaves out what makes texts for who asks a console for help, which takes as long to import as all clients to make.
"""

import json
from collections.abc import Iterable, Iterator, Mapping
from fnmatch import fnmatchcase
from pathlib import Path
from typing import Any

from botocore.loaders import Loader

Json = Any
"""A description, as botocore's own files hold it."""

SERVICES = {"ses": "sesv2"}
"""What a policy calls a service → what botocore does, where it differs."""

CALLS = {
    "s3:DeleteObject": ["DeleteObjects"],
    "s3:ListBucket": ["ListObjectsV2"],
    # A form that a browser puts something with is signed as if the bucket were made; nobody calls that.
    "s3:PutObject": ["PutObject", "CreateBucket"],
}
"""The calls behind an action, where they are named otherwise; of an S3 action those that we use."""

NOT_A_CALL_OF_OURS = {
    "logs:CreateLogStream": "Lambda writes the log.",
    "logs:PutLogEvents": "Lambda writes the log.",
    "sqs:DeleteMessage": "Lambda reads the queue.",
    "sqs:GetQueueAttributes": "Lambda reads the queue.",
    "sqs:ReceiveMessage": "Lambda reads the queue.",
    "ses:SendRawEmail": "SES asks for it where a mail is handed over as a whole.",
}

INSTEAD = {
    # Without its first version, which no browser of ours speaks.
    "altcha/__init__.py": "from altcha.v2 import Payload, create_challenge, verify_solution\n",
    "botocore/docs/__init__.py": "",
    "botocore/docs/docstring.py": (
        "class _Nothing(str):\n"
        "    def __new__(cls, *given, **named):\n"
        "        return super().__new__(cls)\n"
        "ClientMethodDocstring = PaginatorDocstring = WaiterDocstring = _Nothing\n"
    ),
    # It asks for the version of a library for HTTP/2, which botocore does not speak.
    "urllib3/http2/__init__.py": "",
}
"""Modules that are put in the place of a library's own."""

_WHOLE = ("partitions", "sdk-default-configuration", "_retry")


def granted(policies: Iterable[Json]) -> dict[str, set[str]]:
    """The operations of each service, by botocore's names, that policies allow us to call; patterns stay patterns."""
    found: dict[str, set[str]] = {}
    for policy in policies:
        for statement in policy["Statement"]:
            actions = statement["Action"]
            for action in actions if isinstance(actions, list) else [actions]:
                if action not in NOT_A_CALL_OF_OURS:
                    service, _, call = action.partition(":")
                    found.setdefault(SERVICES.get(service, service), set()).update(CALLS.get(action, [call]))
    return found


def cut(whole: Path, calls: Mapping[str, set[str]], target: Path) -> None:
    """Write into an empty folder what botocore needs for these calls, of the folder with its whole `data`."""
    loader = Loader(extra_search_paths=[str(whole)], include_default_search_paths=False)
    kept: dict[str, Json] = {name: loader.load_data(name) for name in _WHOLE}
    prefixes = set()
    for service, operations in calls.items():
        version = loader.determine_latest_version(service, "service-2")
        model = _model(loader.load_service_model(service, "service-2"), operations)
        prefixes.add(model["metadata"]["endpointPrefix"])
        kept[f"{service}/{version}/service-2"] = model
        kept[f"{service}/{version}/endpoint-rule-set-1"] = loader.load_service_model(service, "endpoint-rule-set-1")
        pages = loader.load_service_model(service, "paginators-1")["pagination"]
        its = {name: how for name, how in pages.items() if name in model["operations"]}
        kept[f"{service}/{version}/paginators-1"] = {"pagination": its}
    kept["endpoints"] = _endpoints(loader.load_data("endpoints"), prefixes)
    for name, content in kept.items():
        file = target / f"{name}.json"
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(json.dumps(_silent(content), separators=(",", ":")), encoding="utf-8")


def _model(whole: Json, wanted: Iterable[str]) -> Json:
    """A service with these operations only, and the shapes that they use."""
    operations = {
        name: operation
        for name, operation in whole["operations"].items()
        if any(fnmatchcase(name, pattern) for pattern in wanted)
    }
    reached: dict[str, Json] = {}
    waiting = set(_shapes(operations))
    while waiting:
        name = waiting.pop()
        reached[name] = whole["shapes"][name]
        waiting |= set(_shapes(reached[name])) - reached.keys()
    return {**whole, "operations": operations, "shapes": dict(sorted(reached.items()))}


def _shapes(part: Json) -> Iterator[str]:
    """The shapes that a part of a model names."""
    if isinstance(part, list):
        for inner in part:
            yield from _shapes(inner)
    elif isinstance(part, dict):
        for name, inner in part.items():
            if name == "shape" and isinstance(inner, str):
                yield inner
            else:
                yield from _shapes(inner)


def _endpoints(whole: Json, prefixes: set[str]) -> Json:
    partitions = [
        {**partition, "services": {name: its for name, its in partition["services"].items() if name in prefixes}}
        for partition in whole["partitions"]
    ]
    return {**whole, "partitions": partitions}


def _silent(part: Json) -> Json:
    """The same without documentation, which some of botocore expects to be there and nothing reads."""
    if isinstance(part, list):
        return [_silent(inner) for inner in part]
    if isinstance(part, dict):
        return {
            name: "" if name == "documentation" and isinstance(inner, str) else _silent(inner)
            for name, inner in part.items()
        }
    return part
