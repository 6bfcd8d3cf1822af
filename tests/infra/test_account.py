"""A tool works on the campaign that it was told, whatever it imports before it is told."""

import subprocess
import sys
from pathlib import Path

import infra.operate

TOOLS = sorted(file.stem for file in Path(infra.operate.__path__[0]).glob("[a-z]*.py"))

WORKS_ON = """
import os
from importlib import import_module

os.environ.pop("GASTVRIJ_STAGE", None)
for tool in {tools}:
    import_module(f"infra.operate.{{tool}}")
os.environ["GASTVRIJ_STAGE"] = "production"
from chalicelib.cloud.rows import Row

print({{row.Meta.table_name for row in Row.__subclasses__() if "table_name" in vars(row.Meta)}})
"""


def test_each_tool_finds_the_tables_of_the_stage_that_it_is_told() -> None:
    asked = [sys.executable, "-c", WORKS_ON.format(tools=TOOLS)]
    told = subprocess.run(asked, capture_output=True, text=True, check=True).stdout
    assert "gastvrij-production-ballots" in told
    assert "-local-" not in told
