"""The package that AWS would get, made once."""

import pytest

from infra.make.package import AWS_PLATFORM, BUILD, Package, package
from tests.wiring.template import Template


@pytest.fixture(scope="session")
def made() -> Package:
    """The package that AWS would get."""
    return package(BUILD, AWS_PLATFORM)


@pytest.fixture(scope="session")
def template(made: Package) -> Template:
    """Its template."""
    return made.template
