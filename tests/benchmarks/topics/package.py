"""How large is the zip that all functions run from?"""

from collections.abc import Iterator

from infra.make.package import AWS_PLATFORM, BUILD, package
from tests.benchmarks.figures import Figure, at_most

MOST, MOST_WITHOUT_BOTOCORE = 5.0, 1.5
"""MB."""


def measured(full: bool) -> Iterator[Figure]:
    """The zip for AWS, and what of it is ours and our libraries'."""
    made = package(BUILD, AWS_PLATFORM)
    whole, without = made.zip.stat().st_size / 1e6, made.without_sdk / 1e6
    bound, bound_without = f"at most {MOST}", f"at most {MOST_WITHOUT_BOTOCORE}"
    yield Figure("zip", whole, "MB", aim=bound, verdict=at_most(whole, MOST), exact=True)
    verdict = at_most(without, MOST_WITHOUT_BOTOCORE)
    yield Figure(
        "zip, without botocore and what it needs", without, "MB", aim=bound_without, verdict=verdict, exact=True
    )
