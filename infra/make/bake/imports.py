"""What each function's handler in app.py imports, so that a new process can do so while nobody waits yet."""

import ast

HANDLERS = {
    "web": ("_pages",),
    "vote_web": ("vote_web", "_pages_of_the_vote"),
    "team_web": ("team_web", "_pages_of_the_team"),
}
"""Of the functions that are more than one handler, or one of another name."""


def of_each(app: str, functions: tuple[str, ...]) -> dict[str, tuple[str, ...]]:
    """The modules that each of these functions' handlers imports, in order, by the text of app.py."""
    found = {node.name: tuple(_imported(node)) for node in ast.parse(app).body if isinstance(node, ast.FunctionDef)}
    return {
        function: tuple(
            dict.fromkeys(name for handler in HANDLERS.get(function, (function,)) for name in found[handler])
        )
        for function in functions
    }


def _imported(handler: ast.FunctionDef) -> list[str]:
    return [
        f"{node.module}.{name.name}" for node in handler.body if isinstance(node, ast.ImportFrom) for name in node.names
    ]
