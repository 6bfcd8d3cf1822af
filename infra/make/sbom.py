"""What is in a zip, as a CycloneDX bill of materials, for whoever has to know whether a library with a hole is there.

Made from what was fetched by the hashes of its lock files. What was fetched and left out of the zip is there too, as
excluded. A library would do no more than these lines.
"""

import json
from collections.abc import Iterable
from email.parser import HeaderParser
from importlib.metadata import version
from pathlib import Path
from typing import Any
from zipfile import ZipFile


def description(package: Path, digest: str, fetched: Iterable[Path]) -> str:
    """The bill of materials of a zip made from these libraries: the same text for the same zip."""
    with ZipFile(package) as archive:
        packed = {name.partition("/")[0].removesuffix(".pyc") for name in archive.namelist()}
    components = [_component(folder, packed) for place in fetched for folder in sorted(place.glob("*.dist-info"))]
    # Chalice puts its own part into each zip that it makes.
    components.append(_library("chalice", version("chalice")))
    made = {
        "bomFormat": "CycloneDX",
        "specVersion": "1.6",
        "version": 1,
        "metadata": {
            "component": {
                "type": "application",
                "bom-ref": "gastvrij",
                "name": "gastvrij",
                "version": digest,
                "licenses": [{"license": {"id": "EUPL-1.2"}}],
            }
        },
        "components": components,
        "dependencies": [{"ref": "gastvrij", "dependsOn": [one["bom-ref"] for one in components]}],
    }
    return json.dumps(made, indent=1, sort_keys=True) + "\n"


def _component(folder: Path, packed: set[str]) -> dict[str, Any]:
    about = HeaderParser().parsestr((folder / "METADATA").read_text("utf-8"))
    component = _library(about["Name"].lower().replace("_", "-"), about["Version"])
    if not _modules(folder) & packed:
        component["scope"] = "excluded"
    if licence := about["License-Expression"]:
        component["licenses"] = [{"expression": licence}]
    return component


def _library(name: str, number: str) -> dict[str, Any]:
    address = f"pkg:pypi/{name}@{number}"
    named = {"bom-ref": address, "name": name, "version": number, "purl": address}
    return {"type": "library", **named, "scope": "required"}


def _modules(folder: Path) -> set[str]:
    """The names under which a library's files stand beside those of others."""
    files = [line.partition(",")[0] for line in (folder / "RECORD").read_text("utf-8").splitlines()]
    tops = {file.partition("/")[0].removesuffix(".py") for file in files if not file.startswith(("..", "bin/"))}
    return {top for top in tops if not top.endswith(".dist-info")}
