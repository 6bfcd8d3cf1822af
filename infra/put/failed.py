"""What stops a deploy."""


class DeployFailed(Exception):
    """What a person has to mend before this can be deployed, in one sentence."""
