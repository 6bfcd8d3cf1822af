"""The template as CloudFormation gets it: SAM's short forms written out, by SAM's own code."""

import json
import subprocess
from typing import Any

from infra import ROOT
from infra.put.local.cloud import PYTHON, REGION
from tests.wiring.template import Template


def transformed(template: Template) -> Template:
    """What SAM makes of a template."""
    done = subprocess.run(
        [PYTHON, ROOT / "tests" / "wiring" / "sam.py"],
        input=json.dumps(template),
        env={"AWS_DEFAULT_REGION": REGION},
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stderr
    made: dict[str, Any] = json.loads(done.stdout)
    return made


def only(template: Template, kind: str) -> tuple[str, dict[str, Any]]:
    """The one resource of a kind, with its name."""
    [found] = [(name, one) for name, one in template["Resources"].items() if one["Type"] == kind]
    return found
