"""Invented registries and questions with known answers, to examine a matcher that has never seen these tables.

Nothing here comes from kinmatch: names, diminutives, romanisations and slips are this package's own, written down
for it from general knowledge of the languages. Shares are rough. Nobody in them is a real person.
"""
