"""What may be reported, and how much of it is kept: values in, values out."""

from typing import Literal, get_args

Wrong = Literal["hate", "untrue", "theirs", "advertising", "other"]
WRONG: tuple[Wrong, ...] = get_args(Wrong)
"""What may be wrong with a page, in the order of its form."""

IN_WORDS = "other"
"""What nobody understands without a word about it."""

LONGEST = 1_000
"""Characters of what somebody says about it."""

MOST_OPEN = 20
"""Reports of an initiative that wait to be looked at. Of more than that it is only kept that there were more."""
