"""The files of the open data as programs are told of them, made from what writes them."""

import msgspec

from chalicelib.site.municipalities import NUMBERS, Numbers
from chalicelib.site.shared import Shared
from chalicelib.web.told import REF, TEXT, Schema, a_struct, ref


def paths() -> Schema:
    """What may be read, by path."""
    told = {f"/{name}": {"get": _file(name, kind, schema, _NEWEST)} for name, kind, schema in _FILES}
    return {**told, f"/{NUMBERS}": {"get": _file(NUMBERS, "application/json", _COUNTED, "One for each of the 304.")}}


def schemas() -> Schema:
    """What is in the files."""
    _, parts = msgspec.json.schema_components([Shared, Numbers], ref_template=REF)
    return {name: {key: part[key] for key in part if key != "title"} for name, part in parts.items()}


def _file(name: str, kind: str, schema: Schema, gives: str) -> Schema:
    what = name.partition(".")[0]
    return {
        "summary": f"What is public, by {what}, as {kind.rpartition('/')[2]}; a file that any site may read.",
        "operationId": name,
        "responses": {"200": {"description": gives, "content": {kind: {"schema": schema}}}},
    }


def _each(schema: Schema) -> Schema:
    return {"type": "array", "items": schema}


_NEWEST = "The newest thousand, and in `before` where the ones before are."
_FEATURE = a_struct(
    {"type": {"const": "Feature"}, "id": TEXT, "geometry": {"type": "object"}, "properties": ref("Shared")}
)
_LIST = a_struct({"credits": TEXT, "initiatives": _each(ref("Shared")), "before": TEXT})
_MAP = a_struct({"type": {"const": "FeatureCollection"}, "credits": TEXT, "features": _each(_FEATURE), "before": TEXT})
_COUNTED = a_struct({"credits": TEXT, "counted": TEXT, "municipalities": _each(ref("Numbers"))})
_FILES = (
    ("initiatives.json", "application/json", _LIST),
    ("initiatives.geojson", "application/geo+json", _MAP),
    ("initiatives.csv", "text/csv", TEXT),
    ("initiatives.atom", "application/atom+xml", TEXT),
)
