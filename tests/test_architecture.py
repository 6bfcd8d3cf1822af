"""The rules of the house: who may import what, so that each line has one room."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

HERE = Path(__file__).parent.parent
CODE = HERE / "chalicelib"
STEPS = sorted(file.parent.name for file in CODE.glob("*/steps.py"))
FILES = sorted(file for file in [HERE / "app.py", *CODE.rglob("*.py")] if "built" not in file.parts)


def _imports(file: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(file.read_text("utf-8"))):
        if isinstance(node, ast.Import):
            yield from (name.name for name in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield node.module
            yield from (f"{node.module}.{name.name}" for name in node.names)


def _importing(*modules: str) -> set[str]:
    return {
        str(file.relative_to(HERE))
        for file in FILES
        if any(name == module or name.startswith(f"{module}.") for name in _imports(file) for module in modules)
    }


def _named(*names: str) -> set[str]:
    return {str(file.relative_to(HERE)) for file in FILES if file.name in names}


HALL = {str(file.relative_to(HERE)) for file in FILES if file.parent.name == "web"}


def test_the_steps_are_found() -> None:
    assert {"moderation", "notifications", "publication", "registration", "voting"} <= set(STEPS)


def test_only_pages_know_chalice() -> None:
    shared = {"chalicelib/moderation/mailed.py", "chalicelib/moderation/desk/deciding.py"}
    assert _importing("chalice") <= {"app.py", *_named("pages.py"), *HALL, *shared}


def test_only_stores_know_the_tables() -> None:
    stores = {
        file for name in ("store", "builds", "texts", "claims", "outcomes", "tallies") for file in _named(f"{name}.py")
    }
    assert _importing("pynamodb") <= {"chalicelib/cloud/rows.py", *stores}


def test_only_the_mailer_talks_to_the_mail_service() -> None:
    assert _importing("chalicelib.cloud.aws.ses") == {"chalicelib/notifications/mailer.py"}


def test_only_settings_read_the_environment() -> None:
    assert _importing("os") <= {"chalicelib/cloud/settings.py"}


def test_only_the_clock_tells_the_time() -> None:
    assert _importing("time") <= {"chalicelib/clock.py"}
    asking = [
        file for file in FILES if ".now(" in file.read_text("utf-8") and "clock.now(" not in file.read_text("utf-8")
    ]
    assert asking == []


@pytest.mark.parametrize("file", sorted(CODE.glob("*/rules.py")), ids=lambda file: str(file.parent.name))
def test_rules_are_pure(file: Path) -> None:
    forbidden = (
        "boto3",
        "botocore",
        "chalicelib.clock",
        "chalicelib.cloud.settings",
        "chalicelib.cloud.aws",
        "chalicelib.cloud.keys",
    )
    assert [name for name in _imports(file) if name.startswith(forbidden)] == []


@pytest.mark.parametrize("step", STEPS)
def test_a_step_never_imports_another(step: str) -> None:
    others = tuple(f"chalicelib.{other}" for other in STEPS if other != step)
    found = {
        str(file.relative_to(HERE)): name
        for file in CODE.glob(f"{step}/**/*.py")
        for name in _imports(file)
        if name.startswith(others)
    }
    assert found == {}


def test_only_steps_and_app_write() -> None:
    """The web function asks: its pages import no step and send messages only."""
    for file in CODE.glob("*/pages.py"):
        assert not any(name.endswith(".steps") for name in _imports(file)), file


def test_the_site_draws_from_plain_values() -> None:
    """It knows no table, bucket, queue or clock: the same site gives the same files."""
    forbidden = ("chalicelib.cloud", "chalicelib.clock", "time", *(f"chalicelib.{step}" for step in STEPS))
    assert [name for file in CODE.glob("site/*.py") for name in _imports(file) if name.startswith(forbidden)] == []


def test_one_place_decides_between_a_page_and_json() -> None:
    asking = [file.name for file in FILES if ".wants_json" in file.read_text("utf-8")]
    assert asking == ["answers.py"]


def test_packages_hold_nothing() -> None:
    assert [file for file in CODE.rglob("__init__.py") if file.read_text("utf-8")] == []


def _of_ours() -> dict[str, set[str]]:
    """Each module of chalicelib, with those that it imports."""
    names = {".".join(file.relative_to(HERE).with_suffix("").parts): file for file in FILES}
    return {name: {one for one in _imports(file) if one in names and one != name} for name, file in names.items()}


def test_no_module_imports_itself_by_a_way_around() -> None:
    left = _of_ours()
    while free := {name for name, its in left.items() if not its & left.keys()}:
        left = {name: its for name, its in left.items() if name not in free}
    assert sorted(left) == []


WORKS = sorted(file for file in (HERE / "infra").rglob("*.py") if "node_modules" not in file.parts)


def _functions(file: Path) -> Iterator[tuple[str, int]]:
    for node in ast.walk(ast.parse(file.read_text("utf-8"))):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            yield node.name, (node.end_lineno or node.lineno) - node.lineno + 1


def test_every_function_fits_in_the_eye() -> None:
    lines = {f"{file} {name}": its for file in (*FILES, *WORKS) for name, its in _functions(file)}
    assert {name: its for name, its in lines.items() if its > 32} == {}


def _room(name: str) -> str:
    return name.split(".")[1]


VOCABULARY = {
    "amendment", "disqualification", "embargo", "errors", "forgotten", "kinds", "logo", "outcome", "person", "photo",
    "tie", "witness",
}  # fmt: skip
"""What every room may name: these do nothing and know no other room, so who imports them depends on nothing more."""


def test_the_vocabulary_knows_no_room() -> None:
    ours = _of_ours()
    known = {f"chalicelib.{name}" for name in VOCABULARY}
    assert {name: ours[f"chalicelib.{name}"] - known for name in VOCABULARY} == {name: set() for name in VOCABULARY}


def test_few_arrows_lead_from_room_to_room() -> None:
    """A room is a folder or a file that stands by itself in chalicelib; one more of them may know nine others."""
    arrows = {(_room(name), _room(one)) for name, its in _of_ours().items() for one in its if name != "app"}
    assert len({(start, end) for start, end in arrows if start != end and end not in VOCABULARY}) <= 112


def test_every_file_is_read_in_one_go() -> None:
    styles = (HERE / "infra" / "make" / "front").rglob("*.css")
    tests = (HERE / "tests").rglob("*.py")
    long = [file for file in (*FILES, *WORKS, *tests, *styles) if len(file.read_text("utf-8").splitlines()) > 300]
    assert [file for file in long if "node_modules" not in file.parts] == []
