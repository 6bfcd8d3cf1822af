"""What providers promise of their addresses: each with its source and its day."""

from pathlib import Path

import pytest

from chalicelib import providers
from chalicelib.errors import Broken

FILE = providers.PROVIDERS.read_text("utf-8")
DECIDING = ("Gmail", "Proton Mail", "iCloud Mail", "Yandex Mail", "Fastmail", "Yahoo Mail", "mailbox.org")


@pytest.mark.parametrize("provider", providers.read(), ids=lambda one: str(one.name))
def test_every_provider_has_a_source_and_a_day(provider: providers.Written) -> None:
    assert all(source.startswith("https://") for source in provider.sources)
    assert provider.read.year >= 2026
    assert all(
        domain == domain.lower() and domain.isascii() and 1 <= domain.count(".") <= 2 for domain in provider.domains
    )


def test_the_providers_that_decide_come_first() -> None:
    assert tuple(one.name for one in providers.read())[: len(DECIDING)] == DECIDING


@pytest.fixture
def written(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A file of providers of the test's own."""
    file = tmp_path / "providers.toml"
    monkeypatch.setattr(providers, "PROVIDERS", file)
    monkeypatch.setattr(providers, "by_domain", providers.by_domain.__wrapped__)
    return file


def _digest(file: Path, text: str) -> str:
    file.write_text(text, "utf-8")
    return providers.digest.__wrapped__()


def test_the_digest_changes_with_what_decides_and_with_nothing_else(written: Path) -> None:
    asis = _digest(written, FILE)
    for same in (
        FILE.replace("2026-11-27", "2027-01-01"),
        FILE.replace('"voo.be", ', ""),
        FILE.replace('"gmail.com", "googlemail.com"', '"gmail.com",   "googlemail.com"'),
        FILE.replace('ignored = ".-_"', 'ignored = "_-."'),
        FILE.replace("public = false", ""),
    ):
        assert _digest(written, same) == asis
    for other in (
        FILE.replace('"pm.me"', '"pm.you"'),
        FILE.replace('ignored = ".-_"', 'ignored = ".-"'),
        FILE.replace('["icloud.com", "me.com"', '["me.com", "icloud.com"'),
        FILE.replace('tag = "-"', ""),
        FILE.replace('subdomains = "name"', ""),
        FILE.replace('alike = ["-."]', ""),
    ):
        assert _digest(written, other) != asis


@pytest.mark.parametrize(
    ("right", "wrong", "said"),
    [
        ('"pm.me"', '"gmail.com"', "Proton Mail: a domain is there twice"),
        ('"pm.me"', '"pm.me", "pm.me"', "Proton Mail: a domain is there twice"),
        ("one = true", 'one = "yes"', r"providers\[0\].one"),
        ("one = true", "eno = true", "eno"),
        ('tag = "-"', 'tag = "--"', "tag"),
        ("one = true", "one = = true", "line"),
        ('sources = ["https://support.apple.com/118230"]', "", "sources"),
    ],
)
def test_a_slip_in_the_file_is_named(written: Path, right: str, wrong: str, said: str) -> None:
    written.write_text(FILE.replace(right, wrong, 1), "utf-8")
    with pytest.raises(Broken, match=said):
        providers.read()
