"""What moderators do among themselves with a dossier: nothing of it decides, and nobody outside reads it."""

from typing import Literal

Act = Literal["noted", "passed", "recused", "returned"]
"""Words for colleagues; to whom it is passed on; who reads it no more, since they know these people; who does again."""

ACTS: tuple[Act, ...] = ("noted", "passed", "recused", "returned")

LONGEST = 1000
"""Characters of a note."""

MOST = 60
"""How often this is done with one dossier: with the longest history its row stays far below what DynamoDB takes. To
stand back there is room for as many more: nobody has to read on because of notes.
"""
