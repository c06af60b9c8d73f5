#!/usr/bin/env bash
# ray 2.60.0: ray.init(log_to_driver=False) promises that output of workers is not printed by the driver, and one would
# expect messages about the cluster, if any, on stderr. When an actor ends, Ray still prints a message of its own, and
# on stdout.
# Seen: a program that prints one line of JSON, and loses an actor on the way, has a further line of Ray on stdout,
# coloured even there, before its own.
# For a user: what reads the program's output fails. Redirect stdout while actors may end, or write results to a file.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
python3 -m venv "$work/venv"
"$work/venv/bin/pip" install --quiet --disable-pip-version-check ray==2.60.0
cat > "$work/program.py" <<'PYTHON'
import json
import os
import time

import ray

ray.init(num_cpus=1, include_dashboard=False, log_to_driver=False)


@ray.remote
class Worker:
    def leave(self):
        os._exit(0)


worker = Worker.remote()
try:
    ray.get(worker.leave.remote())
except ray.exceptions.ActorDiedError:
    pass
time.sleep(5)
print(json.dumps({"done": True}))
PYTHON
"$work/venv/bin/python" "$work/program.py" > "$work/stdout" 2> "$work/stderr"
"$work/venv/bin/python" -c "import ray; print('ray', ray.__version__)"
echo "lines on stdout: $(wc -l < "$work/stdout")"
head -c 600 "$work/stdout"
[ "$(wc -l < "$work/stdout")" -gt 1 ] || { echo "changed" >&2; exit 1; }
