"""botocore as the package has it: without the descriptions of what no policy grants."""

import hashlib
import shutil
import tempfile
from pathlib import Path

import botocore
from botocore.loaders import Loader

from infra import wiring
from infra.make import policies, sdk
from infra.make.package import BUILD

WHOLE = Path(botocore.__file__).parent / "data"


def cut_loader() -> Loader:
    """Reads the descriptions that the package would have now."""
    return Loader(extra_search_paths=[str(_cut())], include_default_search_paths=False)


def _cut() -> Path:
    """A folder with them, made once for all processes of all runs."""
    digest = hashlib.sha256(botocore.__version__.encode())
    for file in (Path(sdk.__file__), Path(policies.__file__), Path(wiring.__file__), wiring.TABLE):
        digest.update(file.read_bytes())
    folder = BUILD / f"sdk-{digest.hexdigest()[:12]}"
    if not folder.exists():
        BUILD.mkdir(exist_ok=True)
        half = Path(tempfile.mkdtemp(dir=BUILD))
        sdk.cut(WHOLE, sdk.granted(policies.of_each().values()), half)
        try:
            half.rename(folder)
        except OSError:
            # Another process was first.
            shutil.rmtree(half)
    return folder
