"""The home page, with any number of initiatives."""

from datetime import date
from typing import Any

from chalicelib.places import COUNTED
from chalicelib.site import sky, skyline
from chalicelib.site.land import land
from chalicelib.web.render import render
from tests.browser.logos import partners
from tests.browser.skies import found
from tests.years import YEAR

DAY = date(2027, 4, 23)


def a_home(language: str, initiatives: int, newest: list[dict[str, Any]], vote_open: bool) -> str:
    """With so many initiatives, of which these are the newest."""
    categories = [(category.key, category.name[language]) for category in YEAR.categories]
    return render(
        "site/home.html",
        language,
        partners=partners(),
        path=f"/{language}/",
        town=skyline.draw(initiatives),
        initiatives=initiatives,
        then=initiatives * 3 // 4,
        year_before="2026",
        municipalities=min(initiatives, 187),
        municipalities_total=304,
        inhabitants=4_210_000,
        counted=COUNTED,
        organisations=initiatives // 2,
        newcomers=initiatives // 4,
        reached=initiatives * 60,
        reached_by=initiatives // 3,
        small=sky.small(found() if initiatives else [0] * 304),
        land=land().small,
        vote_open=vote_open,
        next=[("voting" if vote_open else "registering", DAY), ("show", DAY), ("counting", DAY)],
        days=17,
        newest=newest,
        categories=[
            {"key": key, "name": name, "prize": "Award en 1.000 euro", "count": initiatives // 8}
            for key, name in categories
        ],
        category_names=dict(categories),
    )
