"""The CDN's own function: one host is the site, and a home page's file has another name."""

import json
import subprocess
from collections.abc import Mapping
from functools import cache
from typing import Any

import pytest

from infra.make.package import AWS_PLATFORM, BUILD, package

SITE = "https://www.site.example"
Query = Mapping[str, list[str]]
NONE: Query = {}
ITS_OWN = "d111111abcdef8.cloudfront.net"


@cache
def _resources() -> dict[str, Any]:
    return dict(package(BUILD, AWS_PLATFORM).template["Resources"])


def _answer(host: str, uri: str, method: str = "GET", certificate: str = "arn", query: Query = NONE) -> dict[str, Any]:
    """What the function makes of a request: the request as it goes on, or an answer."""
    code = _resources()["IndexFunction"]["Properties"]["FunctionCode"]["Fn::Sub"]
    code = code.replace("${PublicUrl}", SITE).replace("${CertificateArn}", certificate)
    asked = {
        name: {"value": values[0]} | ({"multiValue": [{"value": one} for one in values]} if len(values) > 1 else {})
        for name, values in query.items()
    }
    request = {"method": method, "uri": uri, "headers": {"host": {"value": host}}, "querystring": asked}
    ask = f"{code}\nconsole.log(JSON.stringify(handler({json.dumps({'request': request})})))"
    done = subprocess.run(["node", "-e", ask], capture_output=True, check=True, text=True, timeout=20)
    found: dict[str, Any] = json.loads(done.stdout)
    return found


def _led_to(answer: dict[str, Any]) -> str:
    assert answer["statusCode"] == 301
    return str(answer["headers"]["location"]["value"])


def test_another_host_leads_to_the_site_with_path_and_query() -> None:
    assert _led_to(_answer(ITS_OWN, "/nl/register")) == f"{SITE}/nl/register"
    assert _led_to(_answer("site.example", "/nl")) == f"{SITE}/nl"
    query = {"q": ["caf%C3%A9+a"], "place": ["9000", "1000"], "bare": [""]}
    assert _led_to(_answer(ITS_OWN, "/nl/search", "HEAD", query=query)) == (
        f"{SITE}/nl/search?q=caf%C3%A9+a&place=9000&place=1000&bare"
    )


def test_no_path_leads_away_from_the_site() -> None:
    assert _led_to(_answer(ITS_OWN, "//evil.example/")).startswith(f"{SITE}/")
    assert _led_to(_answer(ITS_OWN, "/@evil.example")).startswith(f"{SITE}/")


@pytest.mark.parametrize("host", ["www.site.example", "WWW.Site.Example"])
def test_the_site_itself_is_read_where_it_is(host: str) -> None:
    assert _answer(host, "/nl/register")["uri"] == "/nl/register"
    assert _answer(host, "/nl")["uri"] == _answer(host, "/nl/")["uri"] == "/nl/index"


def test_before_there_is_a_domain_the_cdn_s_own_name_is_the_site() -> None:
    assert _answer(ITS_OWN, "/nl/", certificate="")["uri"] == "/nl/index"


def test_what_is_sent_is_never_led_away() -> None:
    """A redirect would lose it; the web function says why it does not take it."""
    assert _answer(ITS_OWN, "/votes", "POST")["uri"] == "/votes"


def test_every_path_passes_it() -> None:
    distribution = _resources()["Site"]["Properties"]["DistributionConfig"]
    for one in (distribution["DefaultCacheBehavior"], *distribution["CacheBehaviors"]):
        assert [it["EventType"] for it in one["FunctionAssociations"]] == ["viewer-request"]
