"""How many CPU cores are available."""

import os


def available_cores() -> int:
    """Return the number of CPU cores this process may use, or of the machine if the system does not say."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1
