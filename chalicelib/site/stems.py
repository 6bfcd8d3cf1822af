"""The beginnings of the words of a description: by them it is found, and they are a tenth of its size."""

from chalicelib.places import plain

LETTERS, SHORTEST, MOST = 8, 3, 120
"""Letters of a stem, letters of the shortest word that has one, and stems of one description."""

_COMMON = """
aan als bij daar dan dat deze die dit door een elk elke haar hebben heeft hem het hier hun iedereen iets komen
komt maar meer mee met mensen naar niet nog omdat onze ook samen tot uit van veel voor waar want wat we wel wie
wij wil worden wordt zich zij zijn zo aux avec ces chaque comme dans des elle elles est et ils leur leurs les
mais nos notre nous ont par pas plus pour que qui sans ses son sont sur tous tout une vous and are for from has
have her his how not one our that the their them they this was who will with you your
"""
_EVERYWHERE = frozenset(_COMMON.split())
"""Words of all descriptions, by which none is found."""


def stems(description: str, beside: str) -> str:
    """The beginnings of its words, each once, without short ones and those that are already said beside it."""
    left_out = {*plain(beside).split(), *_EVERYWHERE}
    words = (word for word in plain(description).split() if len(word) >= SHORTEST and word not in left_out)
    return " ".join(list(dict.fromkeys(map(stem, words)))[:MOST])


def stem(word: str) -> str:
    """The beginning of a word: "vluchtelingen" and "vluchteling" begin alike."""
    return word[:LETTERS]
