"""The demo sends what the forms take: who tries the campaign for the first time meets no fault of ours."""

import pytest

from infra.put.demo.invented import Initiative, initiatives
from infra.put.demo.people import _said
from tests.campaign import Campaign


@pytest.mark.parametrize("initiative", initiatives(), ids=lambda its: its.title)
def test_each_invented_initiative_is_taken(campaign: Campaign, initiative: Initiative) -> None:
    answer = campaign.post("/initiatives", initiative.fields)
    assert answer.status == 303, _said(answer.body)


def test_what_is_wrong_is_said_first(campaign: Campaign) -> None:
    [first, *_] = initiatives()
    answer = campaign.post("/initiatives", {**first.fields, "postal_code": ["1050"]})
    assert answer.status == 422
    assert "1050" in _said(answer.body)
