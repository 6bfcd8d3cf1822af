"""A small, faithful model of the AWS that the project meets: tables, queues, mail, files and secrets, in memory.

Strict: an operation or expression that is not modelled raises. Checked against moto and the emulator by
test_conformance. Rows are never changed in place, so that they can be handed out without copying.
"""

from dataclasses import dataclass

from tests.cloud.calls import Answer, Asked
from tests.cloud.queues import Queues
from tests.cloud.services import Files, Mail, Secrets
from tests.cloud.tables import Tables


@dataclass
class Cloud:
    """All services by the name that boto3 gives them."""

    dynamodb: Tables
    sqs: Queues
    sesv2: Mail
    s3: Files
    ssm: Secrets

    def take_over(self, other: "Cloud") -> None:
        """Hold what another cloud holds, in which all is quiet."""
        for name, table in self.dynamodb.tables.items():
            its = other.dynamodb.tables[name]
            table.rows, table.past = its.rows.copy(), {key: [*past] for key, past in its.past.items()}
        for name, queue in self.sqs.queues.items():
            assert not other.sqs.queues[name].messages
            queue.dead, queue.seen = [*other.sqs.queues[name].dead], other.sqs.queues[name].seen.copy()
        self.sqs.sent, self.sesv2.sent = other.sqs.sent, [*other.sesv2.sent]
        self.s3.files = other.s3.files.copy()
        self.ssm.values = other.ssm.values.copy()

    def call(self, service: str, operation: str, asked: Asked) -> Answer:
        """What AWS answers."""
        return getattr(self, service).call(operation, asked)  # type: ignore[no-any-return]
