#!/usr/bin/env bash
# zstandard 0.25.0: files joined end to end, or written by several threads or in several runs, hold several Zstandard
# frames, which the zstd tool and zstandard.open read as one. One would expect the other ways to read to do so too, or
# to say that data is left. decompress, read_to_iter and decompressobj stop after the first frame without an error.
# Seen: of two joined frames, each of one line, these three give the first line only; open and copy_stream give both.
# For a user: a shard of a corpus in .zst, put together from parts, is read in part. Use zstandard.open, or
# stream_reader with read_across_frames=True.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
python3 -m venv "$work/venv"
"$work/venv/bin/pip" install --quiet --disable-pip-version-check zstandard==0.25.0
"$work/venv/bin/python" - <<'PYTHON'
import io

import zstandard

joined = zstandard.compress("Banjir surut.\n".encode()) + zstandard.compress("Warga pulang.\n".encode())
decompressor = zstandard.ZstdDecompressor()
copied = io.BytesIO()
decompressor.copy_stream(io.BytesIO(joined), copied)
partly = {
    "decompress": decompressor.decompress(joined),
    "read_to_iter": b"".join(decompressor.read_to_iter(io.BytesIO(joined))),
    "decompressobj": decompressor.decompressobj().decompress(joined),
}
fully = {
    "copy_stream": copied.getvalue(),
    "open": zstandard.open(io.BytesIO(joined)).read(),
    "stream_reader": decompressor.stream_reader(io.BytesIO(joined), read_across_frames=True).read(),
}
print("zstandard", zstandard.__version__)
for name, text in (partly | fully).items():
    print(f"{name:14} {text.decode().splitlines()}")
for text in fully.values():
    assert text == b"Banjir surut.\nWarga pulang.\n"
for text in partly.values():
    assert text == b"Banjir surut.\n", "changed"
PYTHON
