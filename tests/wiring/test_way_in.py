"""The way from a browser to a file or a function: the CDN, the bucket and the gateway."""

import json
import re
from importlib import import_module
from pathlib import Path
from pkgutil import walk_packages

import pytest

import chalicelib
from chalicelib.edition import LANGUAGES
from chalicelib.web import headers
from chalicelib.web.headers import METHODS
from infra.make import cdn, gateway
from infra.make.bake import imports
from infra.wiring import logical
from tests.wiring.template import Template, resources

HERE = Path(__file__).parent.parent.parent
PAGES = [its.name for its in walk_packages(chalicelib.__path__, "chalicelib.") if its.name.endswith(".pages")]


def test_only_our_cdn_says_what_only_it_knows(template: Template) -> None:
    site = resources(template, "AWS::CloudFront::Distribution")["Site"]["DistributionConfig"]
    origins = {origin["Id"]: origin.get("OriginCustomHeaders", []) for origin in site["Origins"]}
    [header] = origins["api"]
    assert origins["bucket"] == []
    assert header["HeaderName"] == headers.CDN
    told = template["Globals"]["Function"]["Environment"]["Variables"]["GASTVRIJ_CDN"]
    assert header["HeaderValue"] == told == {"Fn::Select": [2, {"Fn::Split": ["/", {"Ref": "AWS::StackId"}]}]}


def test_the_gateway_asks_the_function_whose_path_it_is(template: Template) -> None:
    paths = resources(template, "AWS::Serverless::Api")["RestAPI"]["DefinitionBody"]["paths"]
    whose = {path: logical(function) for function, its in gateway.PATHS.items() for path in its}
    assert set(paths) == {"/", "/{proxy+}", *whose}
    for path, methods in paths.items():
        asked = {re.findall(r"\$\{(\w+)\.Arn\}", json.dumps(method))[0] for method in methods.values()}
        assert asked == {whose.get(path, "APIHandler")}
        assert {method.upper() for method in methods} == set(METHODS)
    allowed = {
        one["FunctionName"]["Ref"]
        for one in resources(template, "AWS::Lambda::Permission").values()
        if "apigateway" in one["Principal"]
    }
    assert allowed == {"VoteWeb", "TeamWeb", "APIHandler"}


@pytest.mark.parametrize("function", ["web", "vote_web", "team_web"])
def test_each_page_is_asked_of_the_function_that_has_it(function: str) -> None:
    app = (HERE / "app.py").read_text("utf-8")
    modules = [name for name in imports.of_each(app, (function,))[function] if name.endswith(".pages")]
    assert modules
    for route in (route for name in modules for route in import_module(name).pages.routes):
        path = "/".join(route.parts).replace("{lang}", "fr")
        assert gateway.function_of(path) == function, path


def test_nobody_but_the_cdn_reads_the_bucket(template: Template) -> None:
    bucket = resources(template, "AWS::S3::Bucket")["PublicBucket"]
    assert all(bucket["PublicAccessBlockConfiguration"].values())
    statements = resources(template, "AWS::S3::BucketPolicy")["PublicBucketPolicy"]["PolicyDocument"]["Statement"]
    allowed = [statement for statement in statements if statement.get("Effect") == "Allow"]
    assert [statement["Principal"] for statement in allowed] == [{"Service": "cloudfront.amazonaws.com"}]
    assert "aws:SourceArn" in allowed[0]["Condition"]["StringEquals"]


def test_the_cdn_looks_for_every_file_in_the_bucket_first_and_asks_the_function_otherwise(
    template: Template,
) -> None:
    site = resources(template, "AWS::CloudFront::Distribution")["Site"]["DistributionConfig"]
    patterns = [behaviour["PathPattern"] for behaviour in site["CacheBehaviors"]]
    assert patterns == [*cdn.function(), *(pattern for kind in cdn.files() for pattern in kind.patterns)]
    members = site["OriginGroups"]["Items"][0]["Members"]["Items"]
    assert [member["OriginId"] for member in members] == ["bucket", "api"]
    targets = {behaviour["PathPattern"]: behaviour["TargetOriginId"] for behaviour in site["CacheBehaviors"]}
    assert {pattern for pattern, target in targets.items() if target != "files"} == set(cdn.function())
    confirm = next(its for its in site["CacheBehaviors"] if its["PathPattern"] in cdn.function())
    assert confirm | {"PathPattern": ""} == site["DefaultCacheBehavior"] | {"PathPattern": ""}
    assert site["DefaultCacheBehavior"]["TargetOriginId"] == "api"
    assert "POST" in site["DefaultCacheBehavior"]["AllowedMethods"]


@pytest.mark.parametrize(
    ("path", "kind"),
    [
        ("/static/site.0123456789ab.css", "hashed"),
        ("/nl/", "pages"),
        ("/nl", "pages"),
        ("/fr/initiatives", "pages"),
        ("/en/initiatives/taalcafe-gent", "pages"),
        ("/initiatives.json", "open"),
        ("/robots.txt", "signposts"),
        ("/sitemap.xml", "signposts"),
        ("/initiatives.geojson", "open"),
        ("/", None),
        ("/nl/register", None),
        ("/nl/vote/taalcafe-gent", "pages"),
        ("/nl/votes/sent", "pages"),
        ("/fr/privacy", "pages"),
        ("/en/rules", "pages"),
        ("/nl/vote/confirm/WyJwdWJsaWM", None),
        ("/nl/vote", "pages"),
        ("/embed.js", "open"),
        ("/editions/2027/initiatives.json", "open"),
        ("/votes", None),
        ("/votes/challenge", None),
        ("/health", None),
        ("/initiatives", None),
    ],
)
def test_a_path_is_a_file_or_thefunctions(path: str, kind: str | None) -> None:
    found = cdn.kind_of(path)
    assert (found and found.name) == kind


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_form_and_no_page_of_a_person_meets_a_pattern_of_files(language: str) -> None:
    """Files are only read, by anybody, without a cookie and for a while from the edge."""
    routes = [its for name in PAGES for its in import_module(name).pages.routes]
    sent_to = {its.parts for its in routes if its.method == "POST"}
    assert len(sent_to) > 30
    for route in routes:
        if route.parts in sent_to or route.for_:
            path = "/".join(route.parts).replace("{lang}", language)
            assert cdn.kind_of(re.sub(r"\{\w+\}", "Wy.s-s", path)) is None, path


def test_what_is_taken_back_is_gone_within_a_minute() -> None:
    for kind in cdn.files():
        if kind.name != "hashed":
            ages = [int(age) for age in re.findall(r"max-?age=(\d+)", kind.browser)]
            assert kind.cdn_seconds <= 30
            assert kind.cdn_seconds + max(ages) <= 60


def test_what_is_not_there_yet_is_not_kept_as_if_it_were(template: Template) -> None:
    """During a deploy a page may name a style that is not uploaded yet: its 404 must not stay for a year."""
    for policy in resources(template, "AWS::CloudFront::ResponseHeadersPolicy").values():
        added = policy["ResponseHeadersPolicyConfig"]["CustomHeadersConfig"]["Items"]
        assert "cache-control" not in {item["Header"].lower() for item in added}
    for policy in resources(template, "AWS::CloudFront::CachePolicy").values():
        assert policy["CachePolicyConfig"]["MinTTL"] == 0
    assert "immutable" in {kind.name: kind for kind in cdn.files()}["hashed"].browser


def test_files_carry_the_headers_of_every_answer(template: Template) -> None:
    for policy in resources(template, "AWS::CloudFront::ResponseHeadersPolicy").values():
        security = policy["ResponseHeadersPolicyConfig"]["SecurityHeadersConfig"]
        assert security["ContentSecurityPolicy"]["ContentSecurityPolicy"].startswith("default-src 'none'")
        assert security["ReferrerPolicy"]["ReferrerPolicy"] == "no-referrer"
        assert security["StrictTransportSecurity"]["AccessControlMaxAgeSec"] >= 31536000


def test_one_stage_can_be_in_two_regions(template: Template) -> None:
    """Names at the CDN are one account's for all regions."""
    made = template["Resources"].values()
    names = [
        json.dumps(one["Properties"])
        for one in made
        if one["Type"].startswith("AWS::CloudFront::") and one["Type"] != "AWS::CloudFront::Distribution"
    ]
    assert len(names) == 2 + 2 * len(cdn.files())
    for name in names:
        assert '"Name": {"Fn::Sub": "gastvrij-${Stage}-${AWS::Region}-' in name


def test_while_the_bucket_is_not_well_the_function_answers(template: Template) -> None:
    site = resources(template, "AWS::CloudFront::Distribution")["Site"]["DistributionConfig"]
    codes = site["OriginGroups"]["Items"][0]["FailoverCriteria"]["StatusCodes"]
    assert codes["Items"] == [403, 404, 500, 502, 503, 504]
    assert codes["Quantity"] == len(codes["Items"])
    # It would stand before our own page of a fault too.
    assert "CustomErrorResponses" not in site


def test_only_the_site_itself_has_to_speak_tls(template: Template) -> None:
    """What else an organisation has below its domain may not."""
    for policy in resources(template, "AWS::CloudFront::ResponseHeadersPolicy").values():
        strict = policy["ResponseHeadersPolicyConfig"]["SecurityHeadersConfig"]["StrictTransportSecurity"]
        assert strict["IncludeSubdomains"] is False
    assert "includeSubDomains" not in headers.SECURITY["Strict-Transport-Security"]


def test_the_api_is_regional(template: Template) -> None:
    assert resources(template, "AWS::Serverless::Api")["RestAPI"]["EndpointConfiguration"] == "REGIONAL"
