"""A mistake in words or templates is said with its file and line, in one sentence, before anything is deployed."""

from pathlib import Path
from shutil import copytree, ignore_patterns

import pytest

from infra import ROOT
from infra.make import packing


@pytest.mark.parametrize(
    ("file", "right", "wrong", "said"),
    [
        ("translations/web/nl.toml", "[errors.429]", "[errors.429", "chalicelib/translations/web/nl.toml: Expected"),
        ("translations/site/fr.toml", "[list]", 'a = "x\n[list]', "chalicelib/translations/site/fr.toml: Illegal"),
        ("templates/web/busy.html", "{% endif %}", "{% endfi %}", "chalicelib/templates/web/busy.html, line "),
    ],
)
def test_a_typo_names_its_file_and_line(tmp_path: Path, file: str, right: str, wrong: str, said: str) -> None:
    code = tmp_path / "chalicelib"
    copytree(ROOT / "chalicelib", code, ignore=ignore_patterns("__pycache__", "words", "editions"))
    copytree(ROOT / "chalicelib" / "editions", code / "editions")
    text = (code / file).read_text("utf-8")
    assert right in text
    (code / file).write_text(text.replace(right, wrong, 1), encoding="utf-8")
    with pytest.raises(packing.PackageFailed) as failed:
        packing.bake("texts", "it cannot be baked", str(tmp_path))
    sentence = str(failed.value).partition("\n")[2]
    assert sentence.startswith(said)
    assert "line " in sentence
    assert "\n" not in sentence
