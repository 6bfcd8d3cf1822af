"""What can go wrong, named after what the one who meets it may do."""


class GastvrijError(Exception):
    """Every error of ours; anything else that is raised is a mistake in the code."""


class Refused(GastvrijError):
    """No, and asking again changes nothing: say it to the person.

    `sentence` names why; the page that says it has the words.
    """

    def __init__(self, sentence: str) -> None:
        super().__init__(sentence)
        self.sentence = sentence


class TryAgain(GastvrijError):
    """Not now: leave the message in its queue, it comes back by itself."""


class Broken(GastvrijError):
    """This will never work without a person: the message ends among the dead letters and wakes somebody."""
