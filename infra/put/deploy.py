"""Puts the campaign into an AWS account.

`python -m infra.put.deploy Stage=test PublicUrl=https://… Edition=2027 Sender=…`

Who one is and where comes from the environment, as with every AWS tool. Running it again changes what changed.
"""

import sys
from collections.abc import Sequence

import boto3
from botocore.exceptions import BotoCoreError, ClientError
from rich.console import Console

from chalicelib.edition import EDITIONS, read
from chalicelib.errors import Broken
from infra.make import build
from infra.make.package import AWS_PLATFORM, BUILD, Package, package
from infra.make.packing import PackageFailed
from infra.put.failed import DeployFailed
from infra.put.stack import Stack

console = Console(highlight=False)


def main(arguments: Sequence[str]) -> int:
    """Deploy. Exit code 1 and one sentence when it cannot."""
    try:
        _deploy(arguments)
    except (DeployFailed, PackageFailed, Broken) as problem:
        console.print(f"[bold red]✗[/] {problem}", soft_wrap=True)
        return 1
    except (BotoCoreError, ClientError) as problem:
        console.print(f"[bold red]✗[/] AWS says: {problem}", soft_wrap=True)
        return 1
    return 0


def _deploy(arguments: Sequence[str]) -> None:
    if build.main():
        raise DeployFailed("The site's static files could not be built.")
    made = package(BUILD, AWS_PLATFORM)
    parameters = _parameters(arguments, made)
    edition = read(EDITIONS / f"{parameters['Edition']}.toml")
    stack = Stack(boto3.Session(), parameters)
    stack.make_secrets(edition.vote.round)
    with console.status("CloudFormation works; the first time it takes some ten minutes …"):
        stack.deploy(made)
    stack.upload(build.STATIC)
    stack.build_site()
    outputs = stack.outputs
    console.print(f"{parameters['PublicUrl']} has to point to {outputs['SiteDomain']}.", soft_wrap=True)


def _parameters(arguments: Sequence[str], made: Package) -> dict[str, str]:
    """The template's parameters, as they were typed. Raises DeployFailed."""
    known = made.template["Parameters"]
    typed = {name: value for name, _, value in (argument.partition("=") for argument in arguments)}
    missing = [name for name, about in known.items() if name not in typed and "Default" not in about]
    unknown = [name for name in typed if name not in known]
    if missing or unknown:
        raise DeployFailed(f"Needed are {', '.join(f'{name}=…' for name in known)}; wrong: {missing + unknown}.")
    if typed["Stage"] == "local":
        raise DeployFailed("The stage local is for the local stack: without encryption inside.")
    if not typed["PublicUrl"].startswith("https://"):
        raise DeployFailed("PublicUrl has to begin with https://, since mailed links are as good as passwords.")
    return typed


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
