"""A finished corpus with pairs, flags, drops and records that cannot be read, and one with stored scores."""

import json
import shutil

import pyarrow as pa
import pyarrow.parquet as pq
from corpus_fakes import ARTICLES, FakeTranslator, write_articles

from corpus.build import build_corpus
from corpus.canonical import file_sha256
from corpus.plan import BuildPlan

HOSTILE = {
    "id": "<script>alert('id')</script>",
    "source": '"><img src=x onerror=alert(1)>',
    "text": "Judul <b>tebal</b> & </style></svg>{{ 7 * 191 }} ditulis warga.\n\n\x1b[31mMerah\x1b[0m itu \u202ebalik.",
}
COPIED = "Tiket masuk dijual di gerbang utara."
SAYS = {
    COPIED: (COPIED, ("copy",)),
    "Warga berharap harga segera turun.": ("Residents hope 2 prices fall.", ("numbers",)),
    "Anak-anak kini berangkat lebih siang.": ("the the the the the the the the", ("repetition",)),
}


def make_corpus(folder, splits=None):
    """Build a corpus of six articles and a broken record; return its folder."""
    write_articles(folder / "in", [*ARTICLES, HOSTILE, '{"id": "rusak", "text": '])
    plan = BuildPlan(
        splits=splits or {"train": 0.5, "test": 0.5},
        shard_articles=2,
        pretty_name="<i>Beras</i>",
        thresholds={"markup": 99.0},
    )
    build_corpus([folder / "in"], folder / "out", plan, translator=FakeTranslator(says=SAYS))
    return folder / "out"


def add_scores(corpus, values, rules):
    """Replace the scores: ``values`` maps (article, position) to filter → value, ``rules`` go to the manifest.

    Every pair is kept and every dropped translation is not; what ``values`` lacks is null.
    """
    names = list(rules)
    shutil.rmtree(corpus / "data" / "scores")
    for split in ("train", "test"):
        rows = []
        for subset, kept in (("pairs", True), ("rejected", False)):
            for path in sorted((corpus / "data" / subset).glob(f"{split}-*.parquet")):
                for row in pq.read_table(path).to_pylist():
                    if kept or row["en"] is not None:
                        found = values.get((row["article_id"], row["position"]), {})
                        scored = {name: found.get(name) for name in names}
                        rows.append(
                            {"article_id": row["article_id"], "position": row["position"], "kept": kept, **scored}
                        )
        schema = pa.schema(
            [("article_id", pa.string()), ("position", pa.int64()), ("kept", pa.bool_())]
            + [(name, pa.float64()) for name in names]
        )
        (corpus / "data" / "scores").mkdir(exist_ok=True)
        pq.write_table(
            pa.Table.from_pylist(rows, schema), corpus / "data" / "scores" / f"{split}-00000-of-00001.parquet"
        )
    manifest = json.loads((corpus / "manifest.json").read_text(encoding="utf-8"))
    manifest["filters"] = rules
    manifest["files"] = {name: facts for name, facts in manifest["files"].items() if "/scores/" not in name}
    for path in sorted((corpus / "data" / "scores").iterdir()):
        facts = {"rows": pq.read_metadata(path).num_rows, "memory_bytes": 0, "sha256": file_sha256(path)}
        manifest["files"][f"data/scores/{path.name}"] = {**facts, "bytes": path.stat().st_size}
    (corpus / "manifest.json").write_text(json.dumps(manifest), encoding="utf-8")
