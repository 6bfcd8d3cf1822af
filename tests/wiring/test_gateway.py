"""What of the gateway is live: a deployment is a copy of the API's definition, made anew when that changes."""

import json
from copy import deepcopy

import pytest

from infra.make import gateway
from tests.wiring.template import Template, resources
from tests.wiring.transformed import only, transformed


def test_the_gateway_s_own_answers_are_in_what_is_deployed(live: Template) -> None:
    assert resources(live, "AWS::ApiGateway::GatewayResponse") == {}
    _, api = only(live, "AWS::ApiGateway::RestApi")
    assert set(api["Properties"]["Body"]["x-amazon-apigateway-gateway-responses"]) == set(gateway.ANSWERS)


def test_an_answer_that_changes_is_deployed_anew(template: Template, live: Template) -> None:
    changed = deepcopy(template)
    definition = changed["Resources"]["RestAPI"]["Properties"]["DefinitionBody"]
    busy = definition["x-amazon-apigateway-gateway-responses"]["THROTTLED"]["responseTemplates"]
    busy["text/html"] += "<!-- other words -->"
    assert only(transformed(changed), "AWS::ApiGateway::Deployment")[0] != only(live, "AWS::ApiGateway::Deployment")[0]
    assert transformed(template) == live


def test_there_is_one_public_stage_and_it_is_slowed(live: Template) -> None:
    _, deployment = only(live, "AWS::ApiGateway::Deployment")
    assert "StageName" not in deployment["Properties"]
    _, stage = only(live, "AWS::ApiGateway::Stage")
    assert stage["Properties"]["StageName"] == "api"
    [every] = stage["Properties"]["MethodSettings"]
    assert (every["ResourcePath"], every["HttpMethod"]) == ("/*", "*")
    assert every["ThrottlingRateLimit"] == {"Ref": "RequestsPerSecond"}
    assert every["ThrottlingBurstLimit"] == {"Ref": "RequestsAtOnce"}


@pytest.mark.parametrize("kind", ["text/html", "application/json"])
def test_pages_of_a_function_are_sent_compressed(live: Template, kind: str) -> None:
    """The CDN compresses only what it keeps, and it keeps none of these."""
    _, api = only(live, "AWS::ApiGateway::RestApi")
    assert 0 < api["Properties"]["MinimumCompressionSize"] <= 2_000
    assert kind not in json.dumps(api["Properties"]["Body"]["x-amazon-apigateway-binary-media-types"])
