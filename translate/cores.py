"""How many CPU cores there are to work on."""

import os


def available_cores() -> int:
    """Return the number of CPU cores this process may use, where the system tells; else of the machine."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1
