"""A small, faithful model of the AWS that the project meets: tables, queues, mail, files and secrets, in memory.

Strict: an operation or expression that is not modelled raises. Checked against moto and the emulator by
test_conformance. Rows are never changed in place, so that they can be handed out without copying.
"""

from dataclasses import dataclass, field

from infra.wiring import wiring
from tests import environment  # The environment, before anything of the project.
from tests.cloud.calls import SECOND, Answer, Asked, Moment
from tests.cloud.queues import Queue, Queues
from tests.cloud.services import Files, Logs, Mail, Secrets
from tests.cloud.table import Table
from tests.cloud.tables import Tables
from tests.staff import first_team
from tests.years import first_edition

# isort: split
from chalicelib.cloud.settings import settings


@dataclass
class Cloud:
    """All services by the name that boto3 gives them."""

    dynamodb: Tables
    sqs: Queues
    sesv2: Mail
    s3: Files
    ssm: Secrets
    logs: Logs = field(default_factory=Logs)

    def take_over(self, other: "Cloud") -> None:
        """Hold what another cloud holds, in which all is quiet."""
        for name, table in self.dynamodb.tables.items():
            table.take_over(other.dynamodb.tables[name])
        for name, queue in self.sqs.queues.items():
            assert not other.sqs.queues[name].messages
            queue.dead, queue.seen = [*other.sqs.queues[name].dead], other.sqs.queues[name].seen.copy()
        self.sqs.sent, self.sesv2.sent = other.sqs.sent, [*other.sesv2.sent]
        self.s3.take_over(other.s3)
        self.ssm.values = other.ssm.values.copy()

    def call(self, service: str, operation: str, asked: Asked) -> Answer:
        """What AWS answers."""
        return getattr(self, service).call(operation, asked)  # type: ignore[no-any-return]


def deployed(now: Moment) -> Cloud:
    """What deploying makes: its queues wait and give up as AWS would."""
    queues = [
        Queue(f"gastvrij-test-{its.named(name)}", its.delay * SECOND, wiring().visibility(name) * SECOND, its.receives)
        for name, its in wiring().queues.items()
    ]
    tables = {settings().table(name): Table(its.keys, its.indexes) for name, its in wiring().tables.items()}
    for row in first_edition():
        tables[settings().table("editions")].put((row["edition"]["S"], row["version"]["S"]), row, 0)
    for row in first_team():
        tables[settings().table("people")].put((row["team"]["S"], row["person"]["S"]), row, 0)
    return Cloud(
        Tables(tables, now),
        Queues({queue.name: queue for queue in queues}, now),
        Mail(now),
        Files(uploads=Files()),
        Secrets({settings().secret(name): value for name, value in environment.SECRETS.items()}),
    )
