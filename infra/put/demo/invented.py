"""The invented initiatives of the demo and of a rehearsal."""

import re
import tomllib
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class Initiative:
    """What somebody registers."""

    title: str
    summary: str
    description: str
    category: str
    postal_codes: list[str]
    organisation: str
    contact: str
    language: str = "nl"
    website: str = ""
    competes: bool = True

    @property
    def email(self) -> str:
        """The address of whoever registers it: the same each time."""
        return f"{re.sub('[^a-z]+', '.', self.contact.lower()).strip('.')}@example.org"

    @property
    def fields(self) -> dict[str, str | list[str]]:
        """The form, filled in."""
        return {
            "title": self.title,
            "summary": self.summary,
            "description": self.description.strip(),
            "category": self.category,
            "postal_code": self.postal_codes,
            "organisation": self.organisation,
            "contact_name": self.contact,
            "email": self.email,
            "website": self.website,
            "language": self.language,
            "consent": "yes",
            "people_agree": "yes",
            **({"competes": "yes"} if self.competes else {}),
        }


def initiatives() -> list[Initiative]:
    """All of them."""
    table = tomllib.loads((Path(__file__).parent / "initiatives.toml").read_text("utf-8"))
    return [Initiative(**one) for one in table["initiatives"]]
