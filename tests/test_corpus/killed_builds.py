"""Builds in processes of their own that are killed when so many shards are finished, and then continued."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import psutil

SCRIPT = Path(__file__).with_name("build_in_process.py")
SHARD_ARTICLES = 2


def started(source, out, executor, log, address=None, seconds=0.02):
    """Return the process of a build that notes in ``log`` each sentence that is translated."""
    command = [sys.executable, str(SCRIPT), str(source), str(out), executor, *([address] if address else [])]
    environment = {
        **os.environ,
        "SEJAJAR_TEST_LOG": str(log),
        "SEJAJAR_TEST_SECONDS": str(seconds),
        "RAY_DEDUP_LOGS": "0",
    }
    return subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)


def finished_shards(out):
    return len(list((Path(out) / ".sejajar" / "shards").glob("[0-9]*")))


def wait_for(condition, process, seconds=120):
    """Wait until ``condition()`` holds; return False if the process ended before."""
    end = time.monotonic() + seconds
    while not condition():
        if process.poll() is not None:
            return False
        assert time.monotonic() < end, "this never happened"
        time.sleep(0.005)
    return True


def descendants(process):
    """Return the processes that one started, and those of these."""
    try:
        return psutil.Process(process.pid).children(recursive=True)
    except psutil.NoSuchProcess:
        return []


def kill(process):
    """Kill a process, and return those that it leaves behind, after up to 15 seconds in which they may end."""
    others = descendants(process)
    os.kill(process.pid, signal.SIGKILL)
    process.communicate()
    return psutil.wait_procs(others, timeout=15)[1]


def continued(source, out, executor, log, address=None):
    """Run a build to its end, and return its number of shards and how many were reused."""
    process = started(source, out, executor, log, address, seconds=0)
    output, errors = process.communicate(timeout=180)
    assert process.returncode == 0, errors
    return tuple(int(number) for number in output.split())


def translated_twice(log):
    """Return the articles whose own sentence was translated more than once, with how often."""
    lines = [line.split("\t")[1] for line in Path(log).read_text(encoding="utf-8").splitlines()]
    own = [line for line in lines if line.startswith("Berita nomor")]
    return {line: own.count(line) for line in dict.fromkeys(own) if own.count(line) > 1}
