"""Makes of a template on standard input what AWS makes of it; runs in .venv-emulator, which has SAM's own code."""

import json
import sys
from typing import Any

from samtranslator.translator.transform import transform


class NoPolicies:
    """AWS's managed policies, of which our roles use none."""

    @staticmethod
    def load() -> dict[str, str]:
        return {}


template: dict[str, Any] = json.load(sys.stdin)
for resource in template["Resources"].values():
    if resource["Type"] == "AWS::Serverless::Function":
        resource["Properties"]["CodeUri"] = "s3://code/some.zip"
print(json.dumps(transform(template, {}, NoPolicies)))
