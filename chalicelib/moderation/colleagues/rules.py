"""How much moderators may say among themselves of a dossier: nothing of it decides, and no page outside shows it."""

LONGEST = 1000
"""Characters of a note."""

MOST = 60
"""How often this is done with one dossier: with the longest history its row stays far below what DynamoDB takes. To
stand back there is room for as many more: nobody has to read on because of notes.
"""
