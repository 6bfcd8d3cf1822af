"""`python -m infra.put.destroy Stage=test`: takes a test campaign out of an account, with all that it kept.

Not production: its tables outlive even its stack.
"""

import sys
from collections.abc import Iterator, Sequence
from typing import Any

from botocore.exceptions import ClientError

from infra.put import asked
from infra.put.asked import Asked, work
from infra.put.failed import DeployFailed
from infra.put.stack import PRODUCTION, Stack
from infra.terminal import console
from infra.wiring import wiring


def main(arguments: Sequence[str]) -> int:
    """Take it away. Exit code 1 and one sentence when it cannot."""
    return work(lambda: destroy(asked.read(arguments, "destroy", "Takes a test campaign out of an account.")))


def destroy(typed: Asked) -> None:
    """Take a stage away: run again after it died, it goes on. Raises DeployFailed."""
    stack = Stack(asked.session(), typed.parameters)
    if stack.stage == PRODUCTION:
        raise DeployFailed(
            "Production is not destroyed by a tool. Close its season; what it kept goes on its own days."
        )
    if not typed.go_on and console.input(f"All of {stack.name} goes. Type its name: ").strip() != stack.name:
        raise DeployFailed("That is not its name: nothing was changed.")
    with console.status("CloudFormation works; taking a CDN away takes some ten minutes …"):
        stack.formation.delete()
    for what in (*_tables(stack), *_buckets(stack), *_secrets(stack)):
        console.print(f"Gone: {what}")
    console.print("What other stages share stays: the sender in the mail service, and the site's certificate.")


def _tables(stack: Stack) -> Iterator[str]:
    """Those that outlive their stack."""
    dynamodb = stack.session.client("dynamodb")
    for name in wiring().tables:
        try:
            dynamodb.delete_table(TableName=f"{stack.name}-{name}")
        except dynamodb.exceptions.ResourceNotFoundException:
            continue
        yield f"table {name}"


def _buckets(stack: Stack) -> Iterator[str]:
    s3 = stack.session.client("s3")
    for kind in ("public", "uploads", "code"):
        ours: Any = {"Bucket": stack.bucket(kind), "ExpectedBucketOwner": stack.account}
        try:
            for page in s3.get_paginator("list_objects_v2").paginate(**ours):
                keys: list[Any] = [{"Key": item["Key"]} for item in page.get("Contents", [])]
                if keys:
                    s3.delete_objects(**ours, Delete={"Objects": keys, "Quiet": True})
            s3.delete_bucket(**ours)
        except ClientError as problem:
            if problem.response["Error"]["Code"] not in ("NoSuchBucket", "404"):
                raise
            continue
        yield f"bucket {kind}"


def _secrets(stack: Stack) -> Iterator[str]:
    ssm = stack.session.client("ssm")
    pages = ssm.get_paginator("get_parameters_by_path").paginate(Path=f"/gastvrij/{stack.stage}", Recursive=True)
    # All are asked for first: of the next page some were left out where this one is gone meanwhile.
    for parameter in [parameter for page in pages for parameter in page["Parameters"]]:
        ssm.delete_parameter(Name=parameter["Name"])
        yield f"parameter {parameter['Name']}"


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
