"""Where the public log of a year's vote is."""

from chalicelib.edition import Edition


def place(its: Edition) -> str:
    """Below the site."""
    return f"publieksprijs/{its.name}"
