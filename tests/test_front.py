"""What is served as files, and what pages may say: the policy forbids whatever is not one of our own files."""

import hashlib
import json
import re
from pathlib import Path

import pytest

from chalicelib.web import render
from infra.make import build
from infra.make.build import BUILT, FRONT, STATIC

TEMPLATES = render.HERE / "templates"
PAGES = sorted(page for page in TEMPLATES.rglob("*.html") if "mails" not in page.parts)


@pytest.fixture(scope="module")
def names() -> dict[str, str]:
    """Plain name → served name."""
    assert build.main() == 0
    return dict(json.loads((BUILT / "static.json").read_text("utf-8")))


def test_a_file_is_served_under_the_hash_of_its_content(names: dict[str, str]) -> None:
    for name, served in names.items():
        digest = hashlib.sha256((STATIC / served).read_bytes()).hexdigest()[:12]
        stem, _, suffix = name.rpartition(".")
        assert served == f"{stem}.{digest}.{suffix}"
    assert {file.name for file in STATIC.iterdir()} == set(names.values())


def test_styles_name_only_files_that_are_there(names: dict[str, str]) -> None:
    for name, served in names.items():
        if name.endswith(".css"):
            named = re.findall(r'url\("([^"]+)"\)', (STATIC / served).read_text("utf-8"))
            assert set(named) <= set(names.values())


def test_a_style_is_imported_once() -> None:
    """By what a page of ours reads; a frame on another site and the screen for the hall have a sheet of their own."""
    styles = FRONT / "css"
    imported = {style.name: [f"{file}" for file in build._imported(style)] for style in styles.glob("*.css")}
    alone = [*imported.pop("embed.css"), *imported.pop("screen.css")]
    ours = [file for its in imported.values() for file in its]
    assert len(ours) == len({*ours})
    assert {*ours, *alone} == {f"{file}" for file in styles.glob("*/*.css")}


def test_pages_name_only_files_that_are_there(names: dict[str, str]) -> None:
    named = {
        name
        for page in PAGES
        for name in re.findall(r'static\("([^"]+)"\)', page.read_text("utf-8"))
        if "~" not in name
    }
    assert named <= set(names)


def test_both_typefaces_together_stay_light(names: dict[str, str]) -> None:
    fonts = [STATIC / served for served in names.values() if served.endswith(".woff2")]
    assert len(fonts) == 2
    assert sum(font.stat().st_size for font in fonts) < 90_000


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(TEMPLATES)))
def test_a_page_holds_no_style_or_script_of_its_own(page: Path) -> None:
    text = page.read_text("utf-8")
    assert not re.search(r"<style|\sstyle=|\son[a-z]+=|javascript:", text)
    # What search engines read is no script, and no browser runs it.
    assert all("src=" in tag or "application/ld+json" in tag for tag in re.findall(r"<script[^>]*>", text))


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(TEMPLATES)))
def test_only_pages_that_act_tell_where_one_comes_from(page: Path) -> None:
    """Without a referrer a browser hides the origin of a post; a page that posts nothing tells nobody anything."""
    text = page.read_text("utf-8")
    acts = "{% extends" in text and ('<form method="post"' in text or "{{ not_me(" in text)
    tells = '<meta name="referrer" content="same-origin">' in text
    assert acts == tells


def test_the_layout_of_mails_keeps_its_places(names: dict[str, str]) -> None:
    layout = (BUILT / "mails" / "layout.html").read_text("utf-8")
    for block in ("preview", "heading", "text", "button", "why"):
        assert f"{{% block {block} %}}" in layout
    assert "<img" not in layout


def test_the_lock_file_names_no_registry() -> None:
    lock = json.loads((FRONT / "package-lock.json").read_text("utf-8"))
    packages = [package for path, package in lock["packages"].items() if path]
    assert all("integrity" in package and "resolved" not in package for package in packages)
