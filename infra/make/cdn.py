"""The CDN's table of paths: which are files in the public bucket, and for how long who keeps them.

Read from paths.toml, for the template and for the local front alike.
"""

import fnmatch
import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from chalicelib.cloud.published import CACHE_CONTROL
from chalicelib.web.headers import SECURITY

PATHS = Path(__file__).parent / "paths.toml"
READING = ("GET", "HEAD", "OPTIONS")


@dataclass(frozen=True)
class Files:
    """A kind of file in the public bucket: the paths it lives at, and what its readers are told."""

    name: str
    patterns: tuple[str, ...]
    cdn_seconds: int
    browser: str = CACHE_CONTROL
    any_origin: bool = False
    framed: bool = False
    """Whether any site may show it in a frame."""

    @property
    def headers(self) -> dict[str, str]:
        """What the CDN adds to each answer at these paths.

        How long it may be kept is not among them, since that would also be said of a file that is not there yet, and
        of the CDN's own page when nothing answers: a file carries it itself.
        """
        headers = dict(SECURITY)
        if self.any_origin:
            headers |= {"Access-Control-Allow-Origin": "*", "Cross-Origin-Resource-Policy": "cross-origin"}
        if self.framed:
            del headers["X-Frame-Options"]
            policy = headers["Content-Security-Policy"].replace("frame-ancestors 'none'", "frame-ancestors *")
            headers |= {"Content-Security-Policy": policy, "Cross-Origin-Resource-Policy": "cross-origin"}
        return headers


@cache
def files() -> tuple[Files, ...]:
    """The kinds of file, as paths.toml has them."""
    return tuple(Files(name, tuple(kind.pop("patterns")), **kind) for name, kind in _table()["files"].items())


@cache
def function() -> tuple[str, ...]:
    """The patterns of paths that are no files, though a pattern of files has them too."""
    return tuple(_table()["function"]["patterns"])


def kind_of(path: str) -> Files | None:
    """The kind of file that is looked for at a path; None where the web function is asked at once."""
    if _has(function(), path):
        return None
    return next((kind for kind in files() if _has(kind.patterns, path)), None)


def _table() -> dict[str, Any]:
    return tomllib.loads(PATHS.read_text("utf-8"))


def _has(patterns: tuple[str, ...], path: str) -> bool:
    return any(fnmatch.fnmatchcase(path, pattern.replace("[", "[[]")) for pattern in patterns)


def key(path: str) -> str:
    """The key in the public bucket of the file at a path."""
    # A home page is kept under another name; people type /nl and mean /nl/. What is wrong otherwise is not found, and
    # the web function says where it is. The CDN's own function in resources.yaml does the same.
    return f"{path[1:3]}/index" if _HOME.fullmatch(path) else path.lstrip("/")


_HOME = re.compile("/[a-z]{2}/?")


def add_paths(template: dict[str, Any]) -> None:
    """Put the paths into the template's CDN, with their cache and header policies."""
    resources = template["Resources"]
    for kind in files():
        resources[f"{kind.name.title()}Cache"] = _cache_policy(kind)
        resources[f"{kind.name.title()}Headers"] = _headers_policy(kind)
    distribution = resources["Site"]["Properties"]["DistributionConfig"]
    # The first whose pattern fits is taken.
    distribution["CacheBehaviors"] = [
        *(_function(distribution, pattern) for pattern in function()),
        *(_behaviour(kind, pattern) for kind in files() for pattern in kind.patterns),
    ]


def _function(distribution: dict[str, Any], pattern: str) -> dict[str, Any]:
    return {"PathPattern": pattern, **distribution["DefaultCacheBehavior"]}


def _behaviour(kind: Files, pattern: str) -> dict[str, Any]:
    return {
        "PathPattern": pattern,
        "TargetOriginId": "files",
        "ViewerProtocolPolicy": "redirect-to-https",
        "Compress": True,
        "AllowedMethods": list(READING),
        "CachePolicyId": {"Ref": f"{kind.name.title()}Cache"},
        "ResponseHeadersPolicyId": {"Ref": f"{kind.name.title()}Headers"},
        "FunctionAssociations": [
            {"EventType": "viewer-request", "FunctionARN": {"Fn::GetAtt": ["IndexFunction", "FunctionARN"]}}
        ],
    }


def _cache_policy(kind: Files) -> dict[str, Any]:
    nothing = {
        "CookiesConfig": {"CookieBehavior": "none"},
        "HeadersConfig": {"HeaderBehavior": "none"},
        "QueryStringsConfig": {"QueryStringBehavior": "none"},
    }
    compressed = {"EnableAcceptEncodingBrotli": True, "EnableAcceptEncodingGzip": True}
    config = {
        "Name": {"Fn::Sub": f"gastvrij-${{Stage}}-${{AWS::Region}}-{kind.name}"},
        # What a function answers at such a path is kept for as long as it says: mostly not at all.
        "MinTTL": 0,
        "DefaultTTL": kind.cdn_seconds,
        "MaxTTL": kind.cdn_seconds,
        "ParametersInCacheKeyAndForwardedToOrigin": nothing | compressed,
    }
    return {"Type": "AWS::CloudFront::CachePolicy", "Properties": {"CachePolicyConfig": config}}


def _headers_policy(kind: Files) -> dict[str, Any]:
    others = {name: value for name, value in kind.headers.items() if name not in _HAS_OWN_FIELD}
    config: dict[str, Any] = {
        "Name": {"Fn::Sub": f"gastvrij-${{Stage}}-${{AWS::Region}}-{kind.name}"},
        "SecurityHeadersConfig": _security_headers(kind.headers),
        "CustomHeadersConfig": {
            "Items": [{"Header": name, "Value": value, "Override": True} for name, value in others.items()]
        },
    }
    if kind.any_origin:
        config["CorsConfig"] = {
            "AccessControlAllowCredentials": False,
            "AccessControlAllowHeaders": {"Items": ["*"]},
            "AccessControlAllowMethods": {"Items": list(READING)},
            "AccessControlAllowOrigins": {"Items": ["*"]},
            "OriginOverride": True,
        }
    return {"Type": "AWS::CloudFront::ResponseHeadersPolicy", "Properties": {"ResponseHeadersPolicyConfig": config}}


_HAS_OWN_FIELD = frozenset(
    {
        "Access-Control-Allow-Origin",
        "Content-Security-Policy",
        "Referrer-Policy",
        "Strict-Transport-Security",
        "X-Content-Type-Options",
        "X-Frame-Options",
    }
)
"""Headers that CloudFront refuses to take as custom ones."""


def _security_headers(headers: Mapping[str, str]) -> dict[str, Any]:
    age = re.search(r"max-age=(\d+)", SECURITY["Strict-Transport-Security"])
    frames = headers.get("X-Frame-Options")
    return {
        "ContentSecurityPolicy": {"ContentSecurityPolicy": headers["Content-Security-Policy"], "Override": True},
        "ContentTypeOptions": {"Override": True},
        **({"FrameOptions": {"FrameOption": frames, "Override": True}} if frames else {}),
        "ReferrerPolicy": {"ReferrerPolicy": SECURITY["Referrer-Policy"], "Override": True},
        "StrictTransportSecurity": {
            "AccessControlMaxAgeSec": int(age[1]) if age else 0,
            "IncludeSubdomains": "includeSubDomains" in SECURITY["Strict-Transport-Security"],
            "Override": True,
        },
    }
