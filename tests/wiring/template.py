"""How to look into the template that AWS would get."""

from typing import Any

Template = dict[str, Any]
Resource = dict[str, Any]


def resources(template: Template, kind: str) -> dict[str, Resource]:
    """The properties of every resource of a kind, by its name in the template."""
    return {name: one["Properties"] for name, one in template["Resources"].items() if one["Type"] == kind}


def functions_of(template: Template) -> dict[str, Resource]:
    return resources(template, "AWS::Serverless::Function")


def consumers_of(template: Template) -> dict[str, tuple[Resource, Resource]]:
    """Each queue that a function reads: the event source and the function."""
    return {
        event["Properties"]["Queue"]["Fn::GetAtt"][0]: (event["Properties"], function)
        for function in functions_of(template).values()
        for event in function.get("Events", {}).values()
        if event["Type"] == "SQS"
    }


def in_season(value: Any, closed: bool = False) -> Any:
    """What a part of the template comes to while the season is open, or closed."""
    if isinstance(value, list):
        return [in_season(one, closed) for one in value]
    if not isinstance(value, dict):
        return value
    match value.get("Fn::If"):
        case ["OutOfSeason", then, otherwise]:
            return in_season(then if closed else otherwise, closed)
    return {name: in_season(one, closed) for name, one in value.items()}


def named(name: Any) -> str:
    """gastvrij-${Stage}-confirmation-mail → confirmation-mail."""
    return str(name["Fn::Sub"]).removeprefix("gastvrij-${Stage}-")
