"""The checkpoint that ships inside the package: weights, vocabulary, card, scores and the plan that trained it."""
