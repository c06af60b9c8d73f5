"""Indonesian articles to an aligned Indonesian-English dataset."""
