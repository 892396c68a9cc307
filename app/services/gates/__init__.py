"""Gates: what a version must have shown before a label may point at it.

`pointers` asks `checking`, and `rules` asks `pointers`; so nothing is imported here.
"""
