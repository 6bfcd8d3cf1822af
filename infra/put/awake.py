"""What reads the queues, after a deploy in season.

Out of season each is woken and put to sleep again now and then. CloudFormation takes the schedules for that away after
everything else, so one may still come in between, and the template would not see what it did.
"""

from infra.operate.site import noted_at
from infra.put.stack import Stack
from infra.wiring import dashed, wiring


def wake(stack: Stack) -> None:
    """Have each queue read again that is not, unless somebody closed the site."""
    if stack.has_parameter(noted_at(stack.stage)):
        return
    functions = stack.session.client("lambda")
    for name, function in wiring().functions.items():
        if function.queue:
            found = functions.list_event_source_mappings(FunctionName=f"{stack.name}-{dashed(name)}")
            for mapping in found["EventSourceMappings"]:
                if mapping["State"] in ("Disabled", "Disabling"):
                    functions.update_event_source_mapping(UUID=mapping["UUID"], Enabled=True)
