"""Where the public log of a year's vote is."""

from chalicelib.edition import Edition


def place(its: Edition) -> str:
    """Below the site."""
    return f"publieksprijs/{its.name}"


def results(its: Edition) -> str:
    """What the log says of the vote, once it is open and says what the recount does."""
    return f"{place(its)}/results.json"
