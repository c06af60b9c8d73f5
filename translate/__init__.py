"""Indonesian text to English text, and the models for it."""
