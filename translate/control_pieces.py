"""The pieces that every vocabulary has besides those of the language: end, unknown, padding, and slots."""

END, UNKNOWN, PADDING = "</s>", "<unk>", "<pad>"
"""Marian's control pieces: the end of a text, a piece without an id, and what fills a batch up."""

END_ID = 0
"""The id of ``END`` in the vocabularies made here."""

SLOTS = tuple(f"⟦{number}⟧" for number in range(1, 9))
"""Pieces that a model learns to copy; what each stands for is put back after the translation."""
