"""JSON Lines: every column of a pair, as ``run_translation`` and ``datasets`` read them."""

import json
import re
from collections import Counter
from collections.abc import Sequence
from pathlib import Path

from corpus.exporters.base import PairSource, PlainFiles, Written, is_compressed, open_output, texts_of

# JSON allows these characters in a string, but some readers end a line at them.
_BREAKS = re.compile("[\x85\u2028\u2029]")


class JsonlExporter(PlainFiles):
    """One object a line, ``{"translation": {"id": …, "en": …}, "pair_id": …, …}``; no text is changed."""

    def write(self, pairs: PairSource, outputs: Sequence[Path]) -> Written:
        """Write one line a pair."""
        written = 0
        (path,) = outputs
        with open_output(path, compressed=is_compressed(path)) as file:
            for row in pairs.rows():
                indonesian, english = texts_of(row)
                # Arrow sorts the languages; a reader expects the source first.
                record = {**row, "translation": {"id": indonesian, "en": english}}
                line = json.dumps(record, ensure_ascii=False, allow_nan=False)
                file.write(_BREAKS.sub(lambda match: f"\\u{ord(match[0]):04x}", line).encode() + b"\n")
                written += 1
        return Written(pairs=written, changes=Counter())
