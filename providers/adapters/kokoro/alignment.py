"""Which word a group of phonemes belongs to, where an engine runs words together (`of the`, `c'est à dire`)."""

from collections.abc import Callable, Sequence
from functools import lru_cache

MOST_WORDS, MOST_GROUPS = 4, 8
"""Words in one group, and groups of one word, that are looked for."""
STRESS = str.maketrans("", "", "ˈˌ")


def align(groups: Sequence[str], words: Sequence[str], alone: Callable[[str], str]) -> list[str]:
    """Phonemes of each word.

    Args:
        groups: Phonemes of the whole text, split where the engine heard a new word.
        words: The words of the text.
        alone: Phonemes of one word by itself, to compare with.
    """
    if len(groups) == len(words):
        return list(groups)
    solo = [alone(word) for word in words]
    out: list[str] = []
    for first_group, last_group, first_word, last_word in _steps(tuple(groups), tuple(solo)):
        said = "".join(groups[first_group:last_group])
        out.extend(_split(said, solo[first_word:last_word]))
    return out


def distance(left: str, right: str) -> int:
    """Edits between two phoneme strings, stress aside."""
    return _levenshtein(left.translate(STRESS), right.translate(STRESS))


def stressed_distance(left: str, right: str) -> int:
    """Edits between two phoneme strings, stress included."""
    return _levenshtein(left, right)


def _steps(groups: tuple[str, ...], solo: tuple[str, ...]) -> list[tuple[int, int, int, int]]:
    """The cheapest way through both lists, as (groups from, to, words from, to)."""
    best: dict[tuple[int, int], tuple[int, tuple[int, int] | None]] = {(0, 0): (0, None)}
    for g in range(len(groups) + 1):
        for w in range(len(solo) + 1):
            if (g, w) in best:
                _extend(best, groups, solo, g, w)
    at: tuple[int, int] = (len(groups), len(solo))
    path = []
    while (before := best[at][1]) is not None:
        path.append((before[0], at[0], before[1], at[1]))
        at = before
    return path[::-1]


def _extend(
    best: dict[tuple[int, int], tuple[int, tuple[int, int] | None]],
    groups: tuple[str, ...],
    solo: tuple[str, ...],
    g: int,
    w: int,
) -> None:
    shapes = (
        [(1, n) for n in range(1, MOST_WORDS + 1)] + [(n, 1) for n in range(2, MOST_GROUPS + 1)] + [(0, 1), (1, 0)]
    )
    for more_groups, more_words in shapes:
        to = (g + more_groups, w + more_words)
        if to[0] > len(groups) or to[1] > len(solo):
            continue
        cost = best[g, w][0] + distance("".join(groups[g : to[0]]), "".join(solo[w : to[1]]))
        if to not in best or cost < best[to][0]:
            best[to] = (cost, (g, w))


def _split(said: str, solo: Sequence[str]) -> list[str]:
    """One group, cut into as many words as it holds."""
    if not solo:
        return []
    if len(solo) == 1:
        return [said]
    rest = "".join(solo[1:])
    cuts = [n for n in range(len(said) + 1) if n == 0 or said[n - 1] not in "ˈˌ"]
    cut = min(cuts, key=lambda n: distance(said[:n], solo[0]) + distance(said[n:], rest))
    return [said[:cut], *_split(said[cut:], solo[1:])]


@lru_cache(maxsize=4096)
def _levenshtein(left: str, right: str) -> int:
    row = list(range(len(right) + 1))
    for i, a in enumerate(left, 1):
        above, row[0] = row[0], i
        for j, b in enumerate(right, 1):
            above, row[j] = row[j], min(row[j] + 1, row[j - 1] + 1, above + (a != b))
    return row[-1]
