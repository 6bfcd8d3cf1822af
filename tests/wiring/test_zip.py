"""The zip has what runs, and no more."""

import json
import re
import subprocess
import sys
import zipfile
from pathlib import Path

import msgspec
import pytest

from chalicelib.providers import Provider, by_domain, read
from chalicelib.web import words
from infra import ROOT
from infra.make import added
from infra.make.package import AWS_PLATFORM, BUILD, HERE, Package, libraries, package

LARGEST_ZIP = 5_000_000
LARGEST_UNPACKED = 200_000_000
"""Bytes; Lambda takes 250 MB."""
LARGEST_WITHOUT_SDK = 3_250_000
"""Bytes; for what is in the zip besides botocore and what is only there for botocore."""


def test_the_zip_is_small_and_has_only_what_runs(made: Package) -> None:
    assert made.zip.stat().st_size <= LARGEST_ZIP
    assert made.without_sdk <= LARGEST_WITHOUT_SDK
    with zipfile.ZipFile(made.zip) as archive:
        names = archive.namelist()
    assert {"app.py", "start.py", "chalicelib/web/routing.pyc", "chalicelib/built/static.json"} <= set(names)
    assert f"__pycache__/app.{sys.implementation.cache_tag}.pyc" in names
    left_out = ("boto3/", "s3transfer/", "tests/", "infra/", "chalicelib/templates/", "chalicelib/translations/")
    assert [name for name in names if name.startswith(left_out)] == []


def test_the_same_sources_give_the_same_zip(made: Package, tmp_path: Path) -> None:
    assert package(tmp_path, AWS_PLATFORM).code.digest == made.code.digest


@pytest.mark.parametrize(
    ("name", "lacks", "functions"),
    [
        ("", ("PIL", "typst"), ("web", "vote-web", "publish", "send-confirmation-mail")),
        ("print", (), ("draw-prints",)),
    ],
)
def test_a_zip_runs_without_anything_else(
    tmp_path: Path, name: str, lacks: tuple[str, ...], functions: tuple[str, ...]
) -> None:
    """Every module of it is there: what was left out is asked for by none, at any time."""
    with zipfile.ZipFile(package(BUILD / "here", HERE).code_with(name).zip) as archive:
        archive.extractall(tmp_path)
    for function in functions:
        environment = {"AWS_DEFAULT_REGION": "eu-west-1", "AWS_LAMBDA_FUNCTION_NAME": f"gastvrij-local-{function}"}
        keys = {"AWS_ACCESS_KEY_ID": "none", "AWS_SECRET_ACCESS_KEY": "none"}
        command = [sys.executable, "-I", "-S", str(ROOT / "tests" / "wiring" / "everything.py"), *lacks]
        done = subprocess.run(command, cwd=tmp_path, env=environment | keys, capture_output=True, text=True)
        assert done.returncode == 0, done.stderr


@pytest.mark.parametrize(("name", "modules"), [("photos", "PIL.Image"), ("print", "PIL.Image, PIL.ImageFont, typst")])
def test_libraries_of_a_function_stand_beside_what_all_have(tmp_path: Path, name: str, modules: str) -> None:
    common = package(BUILD / "here", HERE).zip
    added.add(name, common, libraries(HERE, added.lock(name)), tmp_path / "its.zip")
    with zipfile.ZipFile(common) as all_have, zipfile.ZipFile(tmp_path / "its.zip") as its:
        names = its.namelist()
        assert set(all_have.namelist()) < set(names)
        assert len(names) == len(set(names))
        assert sum(file.file_size for file in its.infolist()) <= LARGEST_UNPACKED
        its.extractall(tmp_path / "its")
    environment = {"AWS_DEFAULT_REGION": "eu-west-1", "AWS_LAMBDA_FUNCTION_NAME": "gastvrij-local-publish"}
    command = [sys.executable, "-I", "-S", "-c", f"import sys; sys.path.insert(0, ''); import start, {modules}"]
    done = subprocess.run(command, cwd=tmp_path / "its", env=environment, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr


def test_regular_expressions_are_baked_as_python_compiles_them(tmp_path: Path) -> None:
    with zipfile.ZipFile(package(BUILD / "here", HERE).zip) as archive:
        archive.extractall(tmp_path)
    environment = {"AWS_DEFAULT_REGION": "eu-west-1", "AWS_LAMBDA_FUNCTION_NAME": "gastvrij-local-web"}
    command = [sys.executable, "-I", "-S", str(ROOT / "tests" / "wiring" / "expressions.py")]
    done = subprocess.run(command, cwd=tmp_path, env=environment, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr


def test_what_is_baked_is_what_was_written(tmp_path: Path) -> None:
    here = package(BUILD / "here", HERE)
    with zipfile.ZipFile(here.zip) as archive:
        said = json.loads(archive.read("chalicelib/built/words/fr.json"))
        rules = msgspec.json.decode(archive.read("chalicelib/built/providers.json"), type=list[Provider])
    assert said == words.sentences("fr")
    assert {domain: one for one in rules for domain in one.domains}.keys() == by_domain().keys()
    assert [(one.domains, one.ignored, one.subdomains) for one in rules] == [
        (one.domains, one.ignored, one.subdomains) for one in read()
    ]


def test_whoever_packs_the_functions_has_the_libraries_that_they_import() -> None:
    """On a fresh machine `make run` is the first thing that somebody types: nothing that only tests need is there."""
    (of_functions,) = re.findall(r"^OF_FUNCTIONS := (.*)$", (ROOT / "Makefile").read_text("utf-8"), re.MULTILINE)
    assert all(added.lock(name).name in of_functions for name in added.names())
