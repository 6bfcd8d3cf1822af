"""The files of the open data as programs are told of them, made from what writes them."""

import msgspec

from chalicelib.site.shared import Shared
from chalicelib.web.told import REF, TEXT, Schema, a_struct, ref


def paths() -> Schema:
    """What may be read, by path."""
    return {f"/{name}": {"get": _file(name, kind, schema)} for name, kind, schema in _FILES}


def schemas() -> Schema:
    """What is in the files."""
    _, parts = msgspec.json.schema_components([Shared], ref_template=REF)
    return {name: {key: part[key] for key in part if key != "title"} for name, part in parts.items()}


def _file(name: str, kind: str, schema: Schema) -> Schema:
    return {
        "summary": f"Every public initiative, as {kind.rpartition('/')[2]}; a file that any site may read.",
        "operationId": name,
        "responses": {"200": {"description": "All of them.", "content": {kind: {"schema": schema}}}},
    }


def _each(schema: Schema) -> Schema:
    return {"type": "array", "items": schema}


_FEATURE = a_struct(
    {"type": {"const": "Feature"}, "id": TEXT, "geometry": {"type": "object"}, "properties": ref("Shared")}
)
_LIST = a_struct({"credits": TEXT, "initiatives": _each(ref("Shared"))})
_MAP = a_struct({"type": {"const": "FeatureCollection"}, "credits": TEXT, "features": _each(_FEATURE)})
_FILES = (
    ("initiatives.json", "application/json", _LIST),
    ("initiatives.geojson", "application/geo+json", _MAP),
    ("initiatives.csv", "text/csv", TEXT),
    ("initiatives.atom", "application/atom+xml", TEXT),
)
