"""Times of spoken words: one recorded from the default voice, others reckoned from spelling."""

from pathlib import Path

from studio.domain.speech import SceneSpan, TimedPhone, TimedWord, Timing

SENTENCES: dict[str, str] = {
    "en": "Stop scrolling if you skip breakfast every single morning.\n"
    "Drink 2 glasses of water before your first coffee, because your body wakes up dry.\n"
    "Save this for tomorrow, and try it once! 💪",
    "de": "Hör auf, dein Frühstück jeden Morgen auszulassen.\n"
    "Eine Haftpflichtversicherung oder Geschwindigkeitsbegrenzung klingt langweilig.\n"
    "Donaudampfschifffahrtsgesellschaftskapitän heißt ein sehr langes Wort.",
    "es": "¿Sabías que el 80 % de la gente bebe muy poca agua?\nEmpieza mañana: dos vasos al despertar.",
    "fr": "Arrête de sauter le petit-déjeuner, s’il te plaît !\nL’été, garde de l’eau à côté de ton œuf.",
    "pt": "Você não precisa de academia para começar.\nÉ só pôr o tênis e caminhar, então respire.",
    "it": "Perché la tua pasta madre non cresce? È più facile di così.\nTienila al caldo, vicino ai 26 gradi.",
    "hi": "क्या आप हर सुबह नाश्ता छोड़ देते हैं?\nपहली कॉफ़ी से पहले दो गिलास पानी पीजिए, क्योंकि शरीर को ज़रूरत होती है।",
}
"""Two or three scenes in each language, one a line."""


def recorded() -> Timing:
    """Thirteen seconds of English as the default voice spoke and timed them."""
    return Timing.model_validate_json((Path(__file__).parent / "spoken.json").read_text(encoding="utf-8"))


def reckoned(text: str, *, pause: float = 0.3) -> Timing:
    """Plausible times for a text, one scene a line; `pause` seconds follow a sentence."""
    at = 0.15
    words: list[TimedWord] = []
    scenes: list[SceneSpan] = []
    for number, line in enumerate(text.split("\n"), 1):
        start = scenes[-1].end if scenes else 0.0
        for word in line.split():
            length = 0.12 + 0.055 * sum(c.isalpha() for c in word)
            words.append(TimedWord(text=word, start=round(at, 3), end=round(at + length, 3), scene=f"s{number}"))
            at += length + (pause if word[-1] in ".!?।" else 0.12 if word[-1] in ",:" else 0.02)
        at += 0.25
        scenes.append(SceneSpan(id=f"s{number}", start=start, end=at))
    return Timing(seconds=at, scenes=tuple(scenes), words=tuple(words))


def phones(symbols: str, *, each: float = 0.09, lead: float = 0.2) -> Timing:
    """One phoneme after another, separated by spaces; `_` is a silence."""
    found, at = [TimedPhone(symbol="_", start=0.0, end=lead)], lead
    for symbol in symbols.split():
        found.append(TimedPhone(symbol=symbol, start=at, end=at + each))
        at += each
    return Timing(seconds=at + 0.4, scenes=(SceneSpan(id="s1", start=0, end=at + 0.4),), phones=tuple(found))
