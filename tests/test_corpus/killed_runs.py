"""A run that is killed before its first change on disk, its second, and so on: forked, and by SIGKILL."""

import gc
import os
import pathlib
import shutil
import signal
from itertools import count


def killed_moments(begin, run):
    """Yield 1, 2, … when ``run(n)`` has been killed before its n-th change on disk, until it comes to its end.

    ``begin(n)`` comes before each. Nobody waits for the disk meanwhile.
    """
    os.fsync = lambda handle: None
    # Without this every child would copy the memory of its parent to look for garbage in it.
    gc.collect()
    gc.freeze()
    for moment in count(1):
        begin(moment)
        process = os.fork()
        if not process:
            _count_down(moment)
            run(moment)
            os._exit(0)
        status = os.waitpid(process, 0)[1]
        if status == 0:
            return
        assert os.WTERMSIG(status) == signal.SIGKILL, status
        yield moment


def _count_down(moment):
    left = [moment]
    os.fsync, shutil.rmtree = _dying(os.fsync, left), _dying(shutil.rmtree, left)
    for name in ("replace", "mkdir", "unlink"):
        setattr(pathlib.Path, name, _dying(getattr(pathlib.Path, name), left))


def _dying(call, left):
    def changed(*arguments, **options):
        left[0] -= 1
        if not left[0]:
            os.kill(os.getpid(), signal.SIGKILL)
        return call(*arguments, **options)

    return changed
