"""SES, S3, the parameter store and the logs."""

import hashlib
import io
import json
from bisect import bisect_right
from collections.abc import Callable
from dataclasses import dataclass, field

from tests.cloud.calls import Answer, Asked, Moment, refused

KEYS_OF_A_LISTING = 1_000


@dataclass
class Mail:
    """SES: keeps what it accepted, with the moment."""

    now: Moment = lambda: 0
    sent: list[tuple[int, bytes]] = field(default_factory=list)
    on_sent: Callable[[bytes], None] = lambda raw: None
    """Hears of each mail before it is accepted, and may refuse it."""

    def call(self, operation: str, asked: Asked) -> Answer:
        if operation != "SendEmail":
            raise NotImplementedError(operation)
        content = asked["Content"]
        # A mail that is not raw has no bytes of its own: the service writes them.
        raw = content["Raw"]["Data"] if "Raw" in content else json.dumps(content).encode()
        self.on_sent(raw)
        self.sent.append((self.now(), raw))
        return {"MessageId": f"mail-{len(self.sent)}"}


@dataclass
class Files:
    """S3: a bucket, its files by key and the tags of their content; beside it the one of what strangers sent."""

    files: dict[str, bytes] = field(default_factory=dict)
    tags: dict[str, str] = field(default_factory=dict)
    said: dict[str, dict[str, str]] = field(default_factory=dict)
    """What is to be said of a file's content to whoever gets it."""
    on_put: Callable[[str, bytes], None] = lambda key, content: None
    uploads: "Files | None" = None
    _order: list[str] = field(default_factory=list)
    """The keys in order; empty where they have to be sorted anew."""

    def call(self, operation: str, asked: Asked) -> Answer:
        its = self.uploads if self.uploads and "-uploads-" in asked["Bucket"] else self
        return getattr(its, f"_{operation}")(asked)  # type: ignore[no-any-return]

    def take_over(self, other: "Files") -> None:
        """What another bucket holds."""
        if self.uploads and other.uploads:
            self.uploads.take_over(other.uploads)
        self.files, self.tags, self._order = other.files.copy(), other.tags.copy(), []

    def seed(self, key: str, content: bytes) -> None:
        """A file that was there before anybody looked."""
        if key not in self.files:
            self._order = []
        self.files[key] = content
        self.tags[key] = f'"{hashlib.md5(content, usedforsecurity=False).hexdigest()}"'

    def _PutObject(self, asked: Asked) -> Answer:  # noqa: N802
        if "IfMatch" in asked and self.tags.get(asked["Key"]) != asked["IfMatch"]:
            is_gone = asked["Key"] not in self.files
            raise refused("NoSuchKey", "PutObject", 404) if is_gone else refused("PreconditionFailed", "PutObject", 412)
        body = asked["Body"]
        content = body.encode() if isinstance(body, str) else bytes(body)
        self.seed(asked["Key"], content)
        self.said[asked["Key"]] = {name: asked[name] for name in ("ContentType", "CacheControl") if name in asked}
        self.on_put(asked["Key"], content)
        return {"ETag": self.tags[asked["Key"]]}

    def _GetObject(self, asked: Asked) -> Answer:  # noqa: N802
        key = asked["Key"]
        if key not in self.files:
            raise refused("NoSuchKey", "GetObject", 404)
        content = self.files[key]
        return {
            "Body": io.BytesIO(content),
            "ETag": self.tags[key],
            "ContentLength": len(content),
            **self.said.get(key, {}),
        }

    def _ListObjectsV2(self, asked: Asked) -> Answer:  # noqa: N802
        self._order = self._order or sorted(self.files)
        prefix, after = asked.get("Prefix", ""), asked.get("ContinuationToken")
        keys = [key for key in self._order if key.startswith(prefix)] if prefix else self._order
        start = bisect_right(keys, after) if after else 0
        shown = keys[start : start + KEYS_OF_A_LISTING]
        more = {"NextContinuationToken": shown[-1]} if start + len(shown) < len(keys) else {}
        contents = [{"Key": key, "ETag": self.tags[key], "Size": len(self.files[key])} for key in shown]
        return {"Contents": contents, "IsTruncated": bool(more), "KeyCount": len(shown), **more}

    def _DeleteObject(self, asked: Asked) -> Answer:  # noqa: N802
        self._DeleteObjects({"Delete": {"Objects": [asked]}})
        return {}

    def _DeleteObjects(self, asked: Asked) -> Answer:  # noqa: N802
        for one in asked["Delete"]["Objects"]:
            self.files.pop(one["Key"], None)
            self.tags.pop(one["Key"], None)
        self._order = []
        return {"Deleted": asked["Delete"]["Objects"]}


@dataclass
class Secrets:
    """The parameter store."""

    values: dict[str, str]
    on_delete: Callable[[str], None] = lambda name: None

    def call(self, operation: str, asked: Asked) -> Answer:
        if operation == "DescribeParameters":
            return {"Parameters": [{"Name": name} for name in self.values]}
        if operation == "GetParameters":
            found = [name for name in asked["Names"] if name in self.values]
            return {"Parameters": [{"Name": name, "Value": self.values[name]} for name in found]}
        name = asked["Name"]
        if operation == "PutParameter":
            if name in self.values and not asked.get("Overwrite"):
                raise refused("ParameterAlreadyExists", operation)
            self.values[name] = asked["Value"]
            return {"Version": 1}
        if operation not in ("GetParameter", "DeleteParameter"):
            raise NotImplementedError(operation)
        if name not in self.values:
            raise refused("ParameterNotFound", operation)
        if operation == "DeleteParameter":
            del self.values[name]
            self.on_delete(name)
            return {}
        return {"Parameter": {"Name": name, "Value": self.values[name]}}


@dataclass
class Logs:
    """CloudWatch's logs: what was written to each stream of a group."""

    streams: dict[tuple[str, str], list[Answer]] = field(default_factory=dict)

    def call(self, operation: str, asked: Asked) -> Answer:
        if operation == "FilterLogEvents":
            return {"events": [event for stream in self._asked_for(asked) for event in stream]}
        stream = asked["logGroupName"], asked["logStreamName"]
        if operation == "CreateLogStream":
            if stream in self.streams:
                raise refused("ResourceAlreadyExistsException", operation)
            self.streams[stream] = []
        elif operation == "PutLogEvents":
            self.streams[stream] += asked["logEvents"]
        else:
            raise NotImplementedError(operation)
        return {}

    def _asked_for(self, asked: Asked) -> list[list[Answer]]:
        """A filter's pattern is left to who reads: what it is for, they look for again."""
        its = {name: events for (group, name), events in self.streams.items() if group == asked["logGroupName"]}
        names = asked.get("logStreamNames", its)
        if not set(names) <= set(its):
            raise refused("ResourceNotFoundException", "FilterLogEvents")
        return [its[name] for name in names]
