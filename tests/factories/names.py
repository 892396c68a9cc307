"""Names as Hypothesis makes them up: every legal one may come."""

import unicodedata

from hypothesis import strategies as st

from app.services.prompts.checks import name_problems

LETTERS = st.characters(
    exclude_categories=["Cc", "Cf", "Cs"], exclude_characters="{}@#|<>\\/"
) | st.sampled_from("abc %+?&=;:~.'\"éß日")
SEGMENTS = st.text(LETTERS, min_size=1, max_size=12)
LEGAL_NAMES = (
    st.lists(SEGMENTS, min_size=1, max_size=4)
    .map("/".join)
    .map(lambda name: unicodedata.normalize("NFC", name))
    .filter(lambda name: not list(name_problems(name)))
)
