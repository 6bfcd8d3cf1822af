"""Where code is uploaded to: into a bucket of ours only, with what it is made of beside it."""

import json
from pathlib import Path
from types import SimpleNamespace
from typing import Any
from zipfile import ZipFile

import pytest
from botocore.exceptions import ClientError

from infra.make import sbom
from infra.make.package import AWS_PLATFORM, BUILD, Code, libraries, package
from infra.make.sdk import Json
from infra.put.changes import Formation
from infra.put.failed import DeployFailed
from infra.put.stack import Stack

ACCOUNT = "123456789012"


class _S3:
    """Says whose a bucket is, and remembers how it was asked."""

    def __init__(self, owner: str = ACCOUNT) -> None:
        self.owner = owner
        self.asked: list[tuple[str, dict[str, Any]]] = []

    def get_paginator(self, operation: str) -> Any:
        return SimpleNamespace(paginate=lambda **asked: [getattr(self, operation)(**asked)])

    def generate_presigned_url(self, operation: str, **asked: Any) -> str:
        return "https://aws.example/"

    def __getattr__(self, operation: str) -> Any:
        def call(**asked: Any) -> Any:
            self.asked.append((operation, asked))
            if asked.get("ExpectedBucketOwner", self.owner) != self.owner:
                raise ClientError({"Error": {"Code": "403", "Message": ""}}, operation)
            return {"Contents": []}

        return call


def _stack(s3: _S3) -> Stack:
    sts = SimpleNamespace(get_caller_identity=lambda: {"Account": ACCOUNT})
    session: Any = SimpleNamespace(client=lambda service: {"s3": s3, "sts": sts}.get(service), region_name="eu-west-1")
    return Stack(session, {"Stage": "test"})


def test_no_code_goes_into_a_bucket_that_somebody_else_took_before_us() -> None:
    s3 = _S3(owner="999999999999")
    with pytest.raises(DeployFailed, match="somebody else's"):
        _stack(s3)._code_bucket()
    assert {operation for operation, _ in s3.asked} == {"head_bucket"}


def test_every_call_about_a_bucket_says_whose_it_has_to_be(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    s3 = _S3()
    stack = _stack(s3)
    monkeypatch.setattr(Formation, "make_ready", lambda its: None)
    monkeypatch.setattr(Formation, "propose", lambda its, url, parameters, known: None)
    codes = [Code(tmp_path / name) for name in ("deployment.zip", "print-deployment.zip")]
    made: Any = SimpleNamespace(codes=codes, template={"Resources": {}, "Parameters": {}})
    for code in codes:
        code.zip.write_text(code.zip.name)
        code.materials.write_text("{}")
    stack.deploy(made)
    stack.__dict__["outputs"] = {"PublicBucket": "public"}
    stack.upload(tmp_path)
    assert [operation for operation, _ in s3.asked].count("put_object") == 9
    assert {f"{code.digest}.zip" for code in codes} <= {asked.get("Key") for _, asked in s3.asked}
    assert {asked.get("ExpectedBucketOwner") for _, asked in s3.asked} == {ACCOUNT}


@pytest.fixture(scope="module")
def materials() -> Json:
    return json.loads(package(BUILD, AWS_PLATFORM).code.materials.read_text("utf-8"))


def test_the_materials_are_what_was_pinned(materials: Json) -> None:
    locks = Path(__file__).parents[2]
    texts = [(locks / lock).read_text("utf-8") for lock in ("requirements.txt", "infra/requirements/run.txt")]
    lines = [line for text in texts for line in text.splitlines() if line]
    pinned = {line.split(" ")[0].partition(";")[0] for line in lines if "==" in line and line[0].isalnum()}
    found = {f"{one['name']}=={one['version']}" for one in materials["components"]}
    assert found <= pinned
    assert {name for name in pinned if f"{name} " in texts[0]} <= found
    assert (materials["bomFormat"], materials["specVersion"]) == ("CycloneDX", "1.6")
    assert all(one["purl"] == f"pkg:pypi/{one['name']}@{one['version']}" for one in materials["components"])


def test_nothing_is_in_the_zip_that_the_materials_leave_out(materials: Json) -> None:
    made = package(BUILD, AWS_PLATFORM)
    with ZipFile(made.zip) as archive:
        packed = {name.partition("/")[0].removesuffix(".pyc") for name in archive.namelist()}
    fetched = libraries(AWS_PLATFORM)
    required = {one["name"] for one in materials["components"] if one["scope"] == "required"}
    ours = {"app", "app.py", "start.py", "chalicelib", "__pycache__", "chalice"}
    of_libraries = set().union(
        *(
            sbom._modules(folder)
            for folder in fetched.glob("*.dist-info")
            if folder.name.partition("-")[0].lower().replace("_", "-") in required
        )
    )
    assert packed - ours - of_libraries == set()
    assert "boto3" not in required
    assert {"botocore", "chalice", "pynamodb"} <= required
