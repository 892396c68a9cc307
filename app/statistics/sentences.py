"""What a comparison says, in a sentence."""

from __future__ import annotations

from app.statistics.paired import FEWEST_DIFFERENT, FEWEST_PAIRS, MCNEMAR, Paired

BETTER, WORSE = "better", "worse"
NOTHING_SHOWN, NOT_ENOUGH = "no difference shown", "not enough data"
VERDICTS = (BETTER, WORSE, NOTHING_SHOWN, NOT_ENOUGH)
HIGHER, LOWER = "higher", "lower"


def verdict_of(paired: Paired, direction: str = HIGHER) -> str:
    """Of the second: `direction` says whether higher or lower values are the better ones."""
    if not paired.is_enough:
        return NOT_ENOUGH
    if not paired.is_shown:
        return NOTHING_SHOWN
    return BETTER if (paired.effect > 0) == (direction == HIGHER) else WORSE


def sentence(paired: Paired, second: str, first: str, direction: str = HIGHER) -> str:
    """`second` and `first` name the two within a sentence: `version 3`, `version 2`."""
    verdict = verdict_of(paired, direction)
    if verdict == NOT_ENOUGH:
        return f"Not enough data: {what_lacks(paired)}"
    if not paired.gained + paired.lost:
        return f"No difference shown: all {paired.n:,} items came out the same."
    if verdict == NOTHING_SHOWN:
        return f"No difference shown between {second} and {first} ({evidence(paired)})."
    return f"{capital(second)} {what_changed(paired, verdict, first)} ({evidence(paired)})."


def what_lacks(paired: Paired) -> str:
    if paired.n < FEWEST_PAIRS:
        return f"{counted(paired.n)} can be compared; it takes at least {FEWEST_PAIRS}."
    differ = paired.gained + paired.lost
    return (
        f"of {paired.n:,} items only {differ} came out differently;"
        f" it takes at least {FEWEST_DIFFERENT} for a difference to show."
    )


def what_changed(paired: Paired, verdict: str, first: str) -> str:
    size = amount(abs(paired.effect), paired)
    if paired.method == MCNEMAR:
        which = "more" if paired.effect > 0 else "fewer"
        return f"answers {size} points {which} items right than {first}"
    scored = f"scores {size} {'higher' if paired.effect > 0 else 'lower'} than {first}"
    # Where less is more the number alone would be read the wrong way round.
    return scored if (paired.effect > 0) == (verdict == BETTER) else f"{scored}, which is {verdict}"


def evidence(paired: Paired) -> str:
    items = counted(paired.n)
    if paired.interval is None or paired.p is None:
        return items
    low, high = (amount(end, paired) for end in (paired.interval.low, paired.interval.high))
    return f"95 %: {low} to {high}, {p_in_words(paired.p)}, {items}"


def amount(value: float, paired: Paired) -> str:
    """Points of a hundred for rates; else three digits that matter."""
    text = f"{100 * value:.1f}" if paired.method == MCNEMAR else f"{value:.3g}"
    return text.removeprefix("-") if not float(text) else text


def p_in_words(p: float) -> str:
    if p < 0.001:
        return "p < 0.001"
    digits = 2 if p >= 0.1 else 3
    # Rounded down where it would else read as 0.05, and the sentence would seem to contradict it.
    text = f"{p:.{digits}f}".rstrip("0").rstrip(".")
    return f"p = {text}" if text != "0.05" or p >= 0.05 else "p < 0.05"


def counted(n: int) -> str:
    return "1 item" if n == 1 else f"{n:,} items"


def capital(text: str) -> str:
    return text[:1].upper() + text[1:]
