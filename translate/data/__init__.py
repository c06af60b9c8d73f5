"""Word and phrase tables of the segmenter, one entry a line; ``#`` begins a comment."""
