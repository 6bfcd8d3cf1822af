"""SES, S3 and the parameter store."""

import hashlib
import io
from collections.abc import Callable
from dataclasses import dataclass, field

from tests.cloud.calls import Answer, Asked, Moment, refused


@dataclass
class Mail:
    """SES: keeps what it accepted, with the moment."""

    now: Moment
    sent: list[tuple[int, bytes]] = field(default_factory=list)
    on_sent: Callable[[bytes], None] = lambda raw: None

    def call(self, operation: str, asked: Asked) -> Answer:
        if operation != "SendEmail":
            raise NotImplementedError(operation)
        raw = asked["Content"]["Raw"]["Data"]
        self.sent.append((self.now(), raw))
        self.on_sent(raw)
        return {"MessageId": f"mail-{len(self.sent)}"}


@dataclass
class Files:
    """S3: one bucket."""

    files: dict[str, bytes] = field(default_factory=dict)
    on_put: Callable[[str, bytes], None] = lambda key, content: None

    def call(self, operation: str, asked: Asked) -> Answer:
        return getattr(self, f"_{operation}")(asked)  # type: ignore[no-any-return]

    def _PutObject(self, asked: Asked) -> Answer:  # noqa: N802
        body = asked["Body"]
        content = body.encode() if isinstance(body, str) else bytes(body)
        self.files[asked["Key"]] = content
        self.on_put(asked["Key"], content)
        return {"ETag": _tag(content)}

    def _GetObject(self, asked: Asked) -> Answer:  # noqa: N802
        if asked["Key"] not in self.files:
            raise refused("NoSuchKey", "GetObject", 404)
        content = self.files[asked["Key"]]
        return {"Body": io.BytesIO(content), "ETag": _tag(content), "ContentLength": len(content)}

    def _ListObjectsV2(self, asked: Asked) -> Answer:  # noqa: N802
        keys = sorted(key for key in self.files if key.startswith(asked.get("Prefix", "")))
        contents = [{"Key": key, "ETag": _tag(self.files[key]), "Size": len(self.files[key])} for key in keys]
        return {"Contents": contents, "IsTruncated": False, "KeyCount": len(keys)}

    def _DeleteObjects(self, asked: Asked) -> Answer:  # noqa: N802
        for one in asked["Delete"]["Objects"]:
            self.files.pop(one["Key"], None)
        return {"Deleted": asked["Delete"]["Objects"]}


def _tag(content: bytes) -> str:
    return f'"{hashlib.md5(content, usedforsecurity=False).hexdigest()}"'


@dataclass
class Secrets:
    """The parameter store."""

    values: dict[str, str]
    on_delete: Callable[[str], None] = lambda name: None

    def call(self, operation: str, asked: Asked) -> Answer:
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
