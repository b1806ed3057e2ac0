"""Slips of the finger in the words of the order: `30 secnds`, `4 rels`, `freindly`, `no mucis`.

Only words in a place where nothing else can stand are mended, each to the one word of the list that belongs
there; topics and names are never touched.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import lru_cache

import regex
from rapidfuzz.distance import OSA

from agents.reading.asked_language import language_names
from agents.reading.lexicon import Languages, compiled, load, piece_words, table, words
from agents.reading.text import Text, fold, to_text

WORD = r"\p{L}[\p{L}\p{M}]{2,}"
CHOICES = tuple(compiled(p) for p in (r"\(\?:([^()]*)\)(\??)", r"\[([^\]]*)\](\??)", r"(\p{L})(\?)"))
"""What a pattern can leave open: a group, a set of letters, a letter that may be missing."""
PLAIN = compiled(r"[\p{L}\p{M}]+")
SHORTEST, LONG = 5, 10
"""Letters from which a word may be mended, and from which it may be two slips away."""
OTHER_WORDS = frozenset(("causal", "quite", "trial", "trail", "angel", "angle", "clam", "untied", "sacred", "scared"))
"""Words of their own that are also another word with two letters swapped."""
LIKE_NOUNS = frozenset(
    (
        *(
            "shots",
            "shirts",
            "sorts",
            "shores",
            "short",
            "chips",
            "clubs",
            "clicks",
            "steels",
            "reeds",
            "reefs",
            "rails",
        ),
        *("rules", "roles", "rolls", "visions", "clans", "chops", "cups", "caps", "claps", "real", "shops", "shows"),
        *("sports", "ports", "trips", "cliffs", "tips", "slips", "stops", "clues"),
    )
)
"""Words that are close to one for a piece, and are none."""
OF_TOPICS = frozenset(("culture", "tone_topic", "silent_topic", "aspect_topic", "platform_topic", "decade_after"))
"""Lists of words that stand in topics."""
NOUNS = ("reels", "reel", "shorts", "videos", "video", "tiktoks", "tiktok", "clips")
OPENED = 80
"""Letters of a pattern up to which all words that it stands for are listed."""
END = r"(?=\s*(?:$|[,.;!?\n)]))"


def mended(text: Text, languages: Languages) -> Text:
    """The text with the slips in its order mended."""
    known = _known(languages)
    spelt = _spelt_out(text.shown, languages)
    shown = compiled(r"(?<![\w'])(?P<word>\p{Ll}[\p{L}\p{M}]{4,})(?!\w)").sub(
        _mender(lambda w: _swapped(w, known)), spelt
    )
    for pattern, mend in _places(languages):
        shown = compiled(pattern).sub(_mender(mend), shown)
    shown = compiled(_run_on(languages)).sub(r", \g<length>, \g<tone>", shown)
    shown = compiled(_in_parts()).sub(_parts, shown)
    shown = compiled(_series()).sub(r"- \g<count> videos", shown)
    if not compiled(rf"(?i)\b{_nouns()}").search(fold(shown)):
        shown = compiled(_counted_noun(languages)).sub(_mender(_noun), shown)
    return text if shown == text.shown else to_text(shown)


def _spelt_out(shown: str, languages: Languages) -> str:
    """The text with what thumbs shorten spelt out: "receta d pollo", "1 short 4 my shop"."""
    for short, word in table(languages[:1], "texting").items():
        shown = compiled(rf"(?<![\w'/.]){short}(?![\w'/.])").sub(word, shown)
    if languages[0] == "en":
        shown = compiled(r"(?<=\p{L} )4(?= (?:my|our|the|a|an|your|his|her|their|this)\s)").sub("for", shown)
    return shown


def _swapped(word: str, known: frozenset[str]) -> str:
    """The word of the lists that this is with two neighbours swapped ("budegt"), or empty."""
    if len(word) < SHORTEST or word in known or word in OTHER_WORDS:
        return ""
    swaps = (word[:i] + word[i + 1] + word[i] + word[i + 2 :] for i in range(len(word) - 1))
    return next((w for w in swaps if w in known), "")


@lru_cache(maxsize=16)
def _known(languages: Languages) -> frozenset[str]:
    """Every longer word of the word lists, but for those that only tell topics."""
    lists = (value for name in (*languages, "shared") for key, value in load(name).items() if key not in OF_TOPICS)
    texts = (text for held in lists for text in _texts(held))
    forms = (form for text in texts for form in (_opened(text) if len(text) < OPENED else _first_word(text)))
    return frozenset(w for form in forms for w in form.split() if len(w) >= SHORTEST and PLAIN.fullmatch(w))


def _first_word(form: str) -> tuple[str, ...]:
    """What a pattern too long to be opened begins with."""
    return tuple(compiled(r"^[\p{L}\p{M}]+(?![?*\p{L}\p{M}])").findall(form))


def _texts(data: object) -> Iterator[str]:
    if isinstance(data, str):
        yield data
    elif isinstance(data, Mapping):
        for key, value in data.items():
            yield from (*_texts(key), *_texts(value))
    elif isinstance(data, list):
        for value in data:
            yield from _texts(value)


def _mender(mend: Callable[[str], str]) -> Callable[["regex.Match[str]"], str]:
    def swap(match: "regex.Match[str]") -> str:
        said = match["word"]
        better = mend(fold(said))
        return match.group().replace(said, better, 1) if better else match.group()

    return swap


@lru_cache(maxsize=16)
def _places(languages: Languages) -> tuple[tuple[str, Callable[[str], str]], ...]:
    """Where a word of each list stands, and how it is mended."""
    times, tones = _times(languages), _tones(languages)
    things = _plain(languages, "things.music", "things.captions", "things.voice", "things.avatar")
    tongues = tuple(name for name in language_names(languages) if len(name) >= SHORTEST and PLAIN.fullmatch(name))
    inside = "|".join(_plain(languages, "in_language"))
    without = "|".join(w for w in ("no", "without", "sin", "sem", "sans", "ohne", "senza", "kein", "keine", "बिना"))
    numbers = _numbers(languages)
    abouts = r"(?:ab\w*t|on|of|over|sobre|sur|su\w*|über|par|pra|de|zum|zur|पर)"
    leads = tuple(word for word in words(languages, "about") if PLAIN.fullmatch(word))
    counted = rf"(?:\d{{1,2}}|{'|'.join(numbers)})"
    genders, voices = _plain(languages, "female", "male"), rf"(?:{'|'.join(_plain(languages, 'voice'))})"
    return (
        (rf"(?i)(?<=\b\d{{1,3}}[ -]?)(?P<word>{WORD})(?!\w)", lambda w: _near(w, times)),
        (
            rf"(?i)(?<=(?:^|[,.;:\n]\s*|\d\s?(?:{'|'.join(times)})\s+))(?P<word>{WORD}){END}",
            lambda w: _near(w, tones) or _left_out(w, tones),
        ),
        (
            rf"(?i)(?P<word>{WORD})(?=\s+(?:{'|'.join(_plain(languages, 'tone_frame'))})(?!\w))",
            lambda w: _near(w, tones),
        ),
        (
            rf"(?i)(?<=\b(?:{'|'.join(_plain(languages, 'tone_frame'))})\s)(?P<word>{WORD}){END}",
            lambda w: _near(w, tones),
        ),
        (rf"(?i)(?<=\b{_nouns()}\s)(?P<word>{WORD})(?=\s\p{{L}})", lambda w: _near(w, leads, 3)),
        (rf"(?i)(?P<word>{WORD})(?=\s{voices}(?!\w))", lambda w: _near(w, genders) or _left_out(w, genders)),
        (rf"(?i)(?<=\b{voices}\s)(?P<word>{WORD}){END}", lambda w: _near(w, genders)),
        (rf"(?i)(?<=\b(?:{without})\s)(?P<word>{WORD})(?!\w)", lambda w: _near(w, things, 4)),
        (rf"(?i)(?P<word>{WORD})(?=\s(?:{'|'.join(things)})(?!\w))", lambda w: _near(w, without.split("|"))),
        (rf"(?i)(?<=\s(?:{inside})\s)(?P<word>{WORD}){END}", lambda w: _near(w, tongues)),
        (rf"(?i)(?<=\b{counted}\s)(?P<word>r\p{{L}}{{2,4}})(?=\s+{abouts}\b|\s*[,:])", lambda w: _near(w, NOUNS, 3)),
        (
            rf"(?i)(?<=(?:^|\b(?:me|make|need|want|have|get)\s))(?P<word>{WORD})(?=\s+(?:\w+\s)?{_nouns()})",
            lambda w: _left_out(w, numbers),
        ),
    )


@lru_cache(maxsize=16)
def _run_on(languages: Languages) -> str:
    """As in "... for beginners 20s friendly": wishes at the end that no comma sets apart."""
    times, tones = ("|".join(sorted(w, key=len, reverse=True)) for w in (_times(languages), _tones(languages)))
    return rf"(?i)(?<=\p{{L}})\s+(?P<length>\d{{1,3}} ?(?:{times}))\s+(?P<tone>{tones}){END}"


def _times(languages: Languages) -> tuple[str, ...]:
    return _plain(languages, "seconds", "minutes")


@lru_cache(maxsize=1)
def _series() -> str:
    """As in "a series of 4 about tea": so many pieces, where no word for a piece follows."""
    of = r"(?:series|serie|série|set|pack|batch|reihe)\s+(?:of|de|di|von|mit|aus)"
    count = rf"(?:\d{{1,2}}|{'|'.join(word for known in NUMBER_WORDS.values() for word in known)})"
    article, noun = r"(?:\b(?:an?|una?|uma|une|eine)\s+)?", rf"(?:\s+[\w-]+){{0,3}}?\s+{_nouns()}"
    return rf"(?i){article}\b{of}\s+(?P<count>{count})(?!\w)(?!{noun})"


@lru_cache(maxsize=1)
def _in_parts() -> str:
    """As in "a three-part reel series on tea": so many pieces."""
    count = rf"(?:\d{{1,2}}|{'|'.join(word for known in NUMBER_WORDS.values() for word in known)}|two)"
    return (
        rf"(?i)\b(?:an?\s+)?(?P<count>{count})[- ]?part(?:er)?\s+"
        rf"(?:(?P<noun>(?:\w+\s)?{_nouns()})(?:\s+(?:series|mini-?series))?|(?:mini-?)?series(?!\s+of\s+(?:\w+\s)?{_nouns()}))"
    )


def _parts(match: "regex.Match[str]") -> str:
    return f"{match['count']} {match['noun'] or 'videos'}"


@lru_cache(maxsize=16)
def _counted_noun(languages: Languages) -> str:
    """Where the word for a piece must stand, if the brief has none: "2 youtube shrts about tea"."""
    numbers = "|".join(_numbers(languages) or ("two",))
    ends = rf"(?=\s+(?:{'|'.join(_plain(languages, 'about'))}|on|for|of|sur|pour|de|zu|su|par)\b|\s*[,:;-])"
    return rf"(?i)(?<=\b(?:\d{{1,2}}|{numbers}|two)\s(?:\p{{L}}{{2,}}\s)?)(?P<word>[rsvtc]\p{{L}}{{3,7}}){ends}"


def _noun(word: str) -> str:
    return "" if word in LIKE_NOUNS else _near(word, NOUNS, 4)


@lru_cache(maxsize=1)
def _nouns() -> str:
    return rf"(?:{'|'.join(piece_words())})(?!\w)"


def _plain(languages: Languages, *keys: str) -> tuple[str, ...]:
    """The words of these lists that are words and no patterns."""
    forms = (form for key in keys for form in words(languages, key))
    opened = (word for form in forms for word in _opened(form))
    return tuple(dict.fromkeys(word for word in opened if PLAIN.fullmatch(word)))


@lru_cache(maxsize=100_000)
def _opened(form: str) -> tuple[str, ...]:
    """The words that a short pattern stands for: its choices, with and without what is optional."""
    for pattern in CHOICES:
        found = pattern.search(form)
        if found:
            parts = found[1].split("|") if form[found.start() : found.start() + 3] == "(?:" else list(found[1])
            choices = [*parts, *([""] if found[2] else [])]
            opened = (w for c in choices for w in _opened(form[: found.start()] + c + form[found.end() :]))
            return tuple(dict.fromkeys(opened))
    return (form,)


def _tones(languages: Languages) -> tuple[str, ...]:
    groups = (load(language).get("tones", {}) for language in languages)
    return _plain(languages, *(f"tones.{name}" for group in groups for name in group))


def _numbers(languages: Languages) -> tuple[str, ...]:
    return tuple(word for language in languages for word in NUMBER_WORDS.get(language, ()))


def _near(word: str, known: Iterable[str], shortest: int = SHORTEST) -> str:
    """The one known word that a slip or two makes of this, or empty; a known word is none."""
    known = tuple(known)
    if len(word) < shortest or word in known:
        return ""
    most = 2 if len(word) >= LONG else 1
    ranked = sorted((OSA.distance(word, w, score_cutoff=most), w) for w in known if w[0] == word[0])
    return ranked[0][1] if ranked and ranked[0][0] <= most else ""


def _left_out(word: str, known: Iterable[str]) -> str:
    """The number word that lacks one letter here or has two swapped: "thre", "tow", but never "nice" for "nine"."""
    if word in known:
        return ""
    return next((w for w in known if w[0] == word[0] and OSA.distance(word, w) == 1 and _same_letters(word, w)), "")


def _same_letters(word: str, known: str) -> bool:
    return sorted(word) == sorted(known) or (word != "for" and len(known) == len(word) + 1)


NUMBER_WORDS = {
    "en": ("one", "two", "six", "three", "four", "five", "seven", "eight", "nine", "ten"),
    "es": ("tres", "cuatro", "cinco", "seis", "siete", "ocho", "nueve", "diez"),
    "pt": ("tres", "quatro", "cinco", "seis", "sete", "oito", "nove", "dez"),
    "fr": ("trois", "quatre", "cinq", "sept", "huit", "neuf", "dix"),
    "de": ("drei", "vier", "funf", "sechs", "sieben", "acht", "neun", "zehn"),
    "it": ("tre", "quattro", "cinque", "sette", "otto", "nove", "dieci"),
    "hi": (),
}
"""Number words up to ten, folded; larger ones are written in digits."""
