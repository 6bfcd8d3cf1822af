"""How dear the project is beside the least that could do the same work, measured side by side in one run.

python -m tests.benchmarks prints; nothing fails by it, since other work on the machine decides the times.
"""

from tests.benchmarks import cold, warm


def main() -> None:
    """Print both tables."""
    print("Cold start: a fresh interpreter imports app and makes the function's first client; the least is pynamodb")
    print("and one client. Medians, interleaved. Aim: at most 1.25.")
    for measured in cold.measured():
        print(f"  {measured}")
    print("Warm: our handler beside a bare boto3 handler that makes the same AWS call, on a loopback endpoint.")
    print("Medians, interleaved. Aim: at most 1.15.")
    for measured in warm.measured():
        print(f"  {measured}")


if __name__ == "__main__":
    main()
