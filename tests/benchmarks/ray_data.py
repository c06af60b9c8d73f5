"""Ray Data, the alternative to actors of our own: does it keep order, what becomes of a record that raises or kills?

Each case runs in a process of its own, with a time limit. A batch stands for a shard, its rows for articles.
"""

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

from recording import record

RESULTS = Path(__file__).parent / "results" / "ray_data.json"
ROWS, BATCH = 24, 2
LIMIT_SECONDS = 90
CASES = {
    "plain": {},
    "preserve_order": {"preserve_order": True},
    "raises": {"bad": "raise"},
    "raises, errored blocks allowed": {"bad": "raise", "max_errored_blocks": -1},
    "kills": {"bad": "kill"},
    "kills, errored blocks allowed": {"bad": "kill", "max_errored_blocks": -1},
}


class Worker:
    """Sleeps longer for early rows, and fails at row 9 if told to."""

    def __init__(self, bad=None):
        self.bad = bad

    def __call__(self, batch):
        """Return the batch as it is."""
        ids = batch["item"].tolist()
        time.sleep(0.3 if ids[0] < 4 else 0.02)
        if 9 in ids and self.bad == "raise":
            raise ValueError("no such piece")
        if 9 in ids and self.bad == "kill":
            os.kill(os.getpid(), signal.SIGKILL)
        return batch


def run_case(options):
    """Print the rows that Ray Data gives back, in its order, or its error."""
    import ray

    context = ray.data.DataContext.get_current()
    context.enable_progress_bars = False
    context.execution_options.preserve_order = options.get("preserve_order", False)
    if "max_errored_blocks" in options:
        context.max_errored_blocks = options["max_errored_blocks"]
    local = {"address": "local", "include_dashboard": False, "log_to_driver": False, "logging_level": "ERROR"}
    ray.init(num_cpus=3, _system_config={"worker_niceness": 0}, **local)
    rows = ray.data.from_items(list(range(ROWS)), override_num_blocks=ROWS // BATCH)
    pool = ray.data.ActorPoolStrategy(size=2)
    found = rows.map_batches(
        Worker, batch_size=BATCH, compute=pool, num_cpus=1, fn_constructor_kwargs={"bad": options.get("bad")}
    )
    result = {"rows": [], "error": None}
    try:
        result["rows"] = [row["item"] for row in found.iter_rows()]
    except ray.exceptions.RayError as error:
        result["error"] = type(error).__name__
    print("RESULT " + json.dumps(result))


def measure(options):
    """Return what became of a case: whether the order was kept, which rows are missing, or how it ended."""
    started = time.monotonic()
    command = [sys.executable, __file__, json.dumps(options)]
    try:
        done = subprocess.run(command, capture_output=True, text=True, timeout=LIMIT_SECONDS, check=False)
    except subprocess.TimeoutExpired:
        return {"ended": f"not within {LIMIT_SECONDS} s"}
    lines = [line.removeprefix("RESULT ") for line in done.stdout.splitlines() if line.startswith("RESULT ")]
    if not lines:
        return {"ended": "with an error", "error": done.stderr.strip().splitlines()[-1:]}
    result = json.loads(lines[0])
    rows = result["rows"]
    return {
        "ended": "with an error" if result["error"] else "with rows",
        "error": result["error"],
        "in order": rows == sorted(rows),
        "missing": sorted(set(range(ROWS)) - set(rows)),
        "seconds": round(time.monotonic() - started, 1),
    }


if __name__ == "__main__":
    if len(sys.argv) > 1:
        run_case(json.loads(sys.argv[1]))
    else:
        import ray

        found = {name: measure(options) for name, options in CASES.items()}
        record({"ray": ray.__version__, "rows": ROWS, "batch": BATCH, "cases": found}, RESULTS)
