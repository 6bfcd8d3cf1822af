"""The package that AWS would get, made once."""

import pytest

from infra.make.package import AWS_PLATFORM, BUILD, Package, package
from tests.wiring.template import Template
from tests.wiring.transformed import transformed


@pytest.fixture(scope="session")
def made() -> Package:
    """The package that AWS would get."""
    return package(BUILD, AWS_PLATFORM)


@pytest.fixture(scope="session")
def template(made: Package) -> Template:
    """Its template."""
    return made.template


@pytest.fixture(scope="session")
def live(template: Template) -> Template:
    """The same as CloudFormation gets it."""
    return transformed(template)
