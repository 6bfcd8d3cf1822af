"""New processes: of our functions as they are deployed, and of the least that could do the same."""

import json
import os
import shutil
import subprocess
import sys
import zipfile
from functools import cache
from pathlib import Path
from typing import Any

from infra.make import policies, sdk
from infra.make.package import BUILD, HERE, libraries, package
from tests.benchmarks.endpoint import environment as environment_of

PLACE = BUILD / "here"
LEAST = "from pynamodb.connection import Connection\nclient = Connection().client"
_LEAST_HAS = ("pynamodb", "botocore", "dateutil", "jmespath", "six.py", "urllib3")
_MAKERS = {"dynamodb": "dynamodb", "s3": "s3", "sesv2": "ses", "sqs": "sqs", "ssm": "ssm"}
"""What botocore calls a service → what chalicelib/cloud/aws.py calls its client."""

_CHILD = """
import sys, time
sys.path.insert(0, {place!r})
asked = sys.stdin.read()
started = time.process_time()
{code}
spent = time.process_time() - started
import os
os.write(1, str(spent).encode())
# Without its ending: a process of Lambda has none.
os._exit(0)
"""


@cache
def deployed(libraries_of: str = "") -> Path:
    """The zip of the functions, or of those with these libraries of their own, unpacked as Lambda does it."""
    made = package(PLACE, HERE)
    code = made.code_with(libraries_of)
    folder = PLACE / f"unpacked-{code.digest}"
    if not folder.exists():
        now = {f"unpacked-{each.digest}" for each in made.codes}
        for older in PLACE.glob("unpacked-*"):
            if older.name not in now:
                shutil.rmtree(older)
        with zipfile.ZipFile(code.zip) as archive:
            archive.extractall(folder)
    return folder


@cache
def least() -> Path:
    """PynamoDB and botocore as they come, with all of botocore's data and with bytecode."""
    fetched = libraries(HERE)
    folder = PLACE / f"least-{fetched.name}"
    if not folder.exists():
        half = folder.with_suffix(".half")
        shutil.rmtree(half, ignore_errors=True)
        half.mkdir(parents=True)
        for name in _LEAST_HAS:
            copy = shutil.copytree if (fetched / name).is_dir() else shutil.copy
            copy(fetched / name, half / name)
        command = [sys.executable, "-m", "compileall", "-q", "--invalidation-mode", "unchecked-hash", str(half)]
        subprocess.run(command, check=True)
        half.rename(folder)
    return folder


def clients(function: str, without: str = "") -> str:
    """The code that makes the clients of what a function's policy grants."""
    services = sorted(sdk.granted([policies.of(function)]).keys() - {without})
    return "\n".join(
        ["import start", "from chalicelib.cloud import aws", *(f"aws.{_MAKERS[its]}()" for its in services)]
    )


def spent(place: Path, code: str, function: str = "", address: str = "", asked: Any = None) -> float:
    """Seconds of processor that a new process needs for some code, counted from the start of its first import.

    The interpreter's own start is left out: Lambda's is another, and the same for all.
    """
    environment = {
        "PATH": os.environ["PATH"],
        "AWS_DEFAULT_REGION": "eu-west-1",
        "AWS_ACCESS_KEY_ID": "none",
        "AWS_SECRET_ACCESS_KEY": "none",
        **({"AWS_LAMBDA_FUNCTION_NAME": f"gastvrij-local-{function.replace('_', '-')}"} if function else {}),
        **(environment_of(address) if address else {}),
    }
    ran = subprocess.run(
        [sys.executable, "-I", "-S", "-c", _CHILD.format(place=str(place), code=code)],
        input=json.dumps(asked),
        stdout=subprocess.PIPE,
        check=True,
        text=True,
        env=environment,
        cwd=place,
    )
    return float(ran.stdout.splitlines()[-1])
