"""What the tools say to whoever typed their names."""

from rich.console import Console
from rich.markup import escape

console = Console(highlight=False)


def complain(problem: BaseException, who: str = "") -> int:
    """Say what is wrong, to the letter, and who says so where it is not us. Returns the exit code that goes with it."""
    said = f"{who}: {problem}" if who else str(problem)
    console.print(f"[bold red]✗[/] {escape(said)}", soft_wrap=True)
    return 1
