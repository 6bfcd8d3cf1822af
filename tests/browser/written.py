"""What people wrote on the samples: as most do, at the longest, and from right to left."""

from typing import Any

from chalicelib.places import dashed
from chalicelib.site import shelf
from tests.years import YEAR


def _in(*names: str) -> dict[str, Any]:
    return {"places": names, "towns": [(dashed(name), name) for name in names]}


INITIATIVES: list[dict[str, Any]] = [
    {
        "slug": "taalcafe-de-brug",
        "title": "Taalcafé De Brug",
        "summary": "Elke dinsdag oefenen buren en nieuwkomers samen Nederlands, met koffie en geduld.",
        "language": "nl",
        "category": "verenigingen",
        **_in("Gent"),
        "organisation": "Buurtwerk De Brug",
        "competes": True,
        "since": 0,
    },
    {
        "slug": "samen-thuis",
        "title": "Samen thuis in de Molenstraat",
        "summary": "Een leegstaand rijhuis werd een doorgangswoning voor gezinnen die net erkend zijn.",
        "language": "nl",
        "category": "samenwerking",
        **_in("Sint-Niklaas", "Beveren-Kruibeke-Zwijndrecht"),
        "organisation": "",
        "competes": True,
        "since": 0,
    },
    {
        "slug": "un-toit-un-ami",
        "title": "Un toit, un ami",
        "summary": "Des familles d'Ixelles ouvrent une chambre et partagent leurs dimanches.",
        "language": "fr",
        "category": "individuen",
        **_in("Elsene"),
        "organisation": "",
        "competes": True,
        "since": 0,
    },
    {
        "slug": "de-stage-die-bleef",
        "title": "De stage die bleef",
        "summary": "Een schrijnwerkerij leidt elk jaar drie nieuwkomers op, en houdt ze.",
        "language": "nl",
        "category": "bedrijven",
        **_in("Ronse"),
        "organisation": "Houtatelier Ronse",
        "competes": False,
        "since": 2024,
    },
]


PLACES = ("44021", "46021", "21009", "45041")


def _line(item: dict[str, Any], place: str) -> shelf.Line:
    said = (item["slug"], item["title"], item["summary"], item["language"], item["category"])
    return shelf.Line(*said, (shelf.place_numbers()[place],), "", 1, since=item["since"])


(INDEX,) = (file.content for file in shelf.files([*map(_line, reversed(INITIATIVES), reversed(PLACES))], ""))
"""The shelf, as the browser of the list fetches it."""


DESCRIPTION = (
    "Elke dinsdagavond zetten we twintig stoelen in een kring. "
    "Wie Nederlands leert, zit naast iemand die het spreekt.\n\n"
    "We beginnen met koffie en een vraag van de dag. Niemand hoeft iets voor te bereiden.\n"
    "Wie wil, blijft daarna koken.\n\n"
    "Na drie jaar kennen zestig mensen elkaar bij naam. Vijf van hen leiden nu zelf een tafel."
)


LONG = "Vluchtelingenwerkgroepvrijwilligersvergadering"


HARD: list[dict[str, Any]] = [
    INITIATIVES[0]
    | {
        "title": f"{LONG} Gemeenschapscentrum",
        "summary": "Zie https://www.een-erg-lang-adres.example/kennismakingswandelingen/inschrijven?van=brief&maand=april",
        **_in("Beveren-Kruibeke-Zwijndrecht", "Sint-Genesius-Rode"),
        "organisation": f"{LONG}scomité",
        "website": "https://www.een-erg-lang-adres.example/kennismakingswandelingen-en-verwelkomingscomité/2027",
        "description": "W" * 200,
    },
    INITIATIVES[1] | {"title": "W" * 100, "summary": "W" * 200, "organisation": "W" * 100, "description": "W" * 200},
]
"""As people write: words, names and addresses that are longer than a phone is wide."""


ARABIC = "مقهى اللغة (غينت) - 2027!"


FROM_RIGHT = INITIATIVES[0] | {
    "title": ARABIC,
    "summary": "نتعلم معا في Gent كل يوم ثلاثاء.",
    "organisation": "جمعية الجسر",
    "description": "نلتقي في Gent.\n\nالقهوة مجانية!",
}
"""As some of them write: from right to left."""


LIMITS = {
    "title": 100,
    "summary": 200,
    "description": 4000,
    "organisation": 100,
    "join": 300,
    "website": 300,
    "contact_name": 100,
    "email": 254,
}


TYPED: dict[str, Any] = {
    "title": "Taalcafé De Brug",
    "summary": "",
    "description": DESCRIPTION,
    "category": "verenigingen",
    "language": "nl",
    "postal_code": ["9000", "1050"],
    "municipality": [],
    "organisation": "Buurtwerk De Brug",
    "website": "debrug",
    "reach": "een stuk of zestig",
    "contact_name": "Amina El Idrissi",
    "email": "amina@voorbeeld",
    "competes": "yes",
}


WRONG = {
    "summary": ["Vertel in één zin wat je doet."],
    "municipality": ["Kies in welke gemeente 1050 ligt."],
    "website": ["Begin met https://, of laat dit leeg."],
    "reach": ["Schrijf een heel getal van 1 tot 1.000.000, of laat dit leeg. Een schatting is genoeg."],
    "email": ["Kijk je e-mailadres na: er ontbreekt iets na de @."],
    "consent": ["Vink dit aan, anders mogen we je initiatief niet tonen."],
}

AGAIN = [("title", 'Soep & "brood"'), ("description", "Een.\n\nTwee.")]
"""What was sent in a form that could not be taken just then."""


def categories(language: str) -> list[tuple[str, str]]:
    """The categories of the edition as a form offers them."""
    return [(category.key, category.name[language]) for category in YEAR.categories]
