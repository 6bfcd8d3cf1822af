"""A new process of a function: what it needs is imported while nobody waits yet, and quickly.

In the package this stands beside app.py, and Lambda is told of the handlers here. What a trick is worth stands on its
line: the processor time of a start of vote_web without it, as a part of that with it; the last one's of a page.
"""

# ruff: noqa: E402 - the order is the point.

import gc

# 1.06: while it imports, a new process collects garbage that is not there.
gc.disable()

from chalicelib import expressions

# 1.15: before whatever would compile them.
expressions.ready()

from importlib import import_module

from app import *  # noqa: F403 - Lambda looks for the handlers here.
from chalicelib.cloud.settings import settings

# Else the first who asks would wait for it.
for _name in import_module("chalicelib.built.imports").OF.get(settings().function, ()):
    import_module(_name)

# 1.17: what was imported stays and is never looked through again. A request makes some thousand objects, most of which
# go by themselves; looked through every 700 of them, as is usual, they cost more than they hold.
gc.freeze()
gc.set_threshold(50_000)
gc.enable()
