"""Makes what is deployed (make), puts it in an account or on this machine (put), and runs what runs there (operate)."""

from pathlib import Path

ROOT = Path(__file__).parent.parent
