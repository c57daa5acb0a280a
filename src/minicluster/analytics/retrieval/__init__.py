"""What is pure in search: words, weights, meaning, fusion, reasons. No database, no web; usable alone.

A text becomes terms (`words.words_of` and `words.grams_of`) and vectors (`embedding.EMBEDDERS`); documents get signals from both, `fusion.fuse` makes one score of the
signals of each document, `ranking.rank_candidates` makes candidates of scored documents, `reasons.shared_words` says which words did it.
"""
