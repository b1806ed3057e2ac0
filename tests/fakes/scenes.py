"""Scripts of every kind of scene, as long as they may be, in seven languages, and their times."""

from collections.abc import Sequence

from studio.domain.script import Mood, Scene, SceneKind, Script, Writer
from studio.domain.speech import SceneSpan, TimedWord, Timing

LONGEST: dict[str, tuple[str, str, str]] = {
    "en": (
        "Why you should never skip the warm-up in winter",
        "Stretch for five minutes and your back will thank you tonight, promise",
        "Ten slow, controlled repetitions",
    ),
    "de": (
        "Rindfleischetikettierungsüberwachungsgesetz kurz",
        "Donaudampfschifffahrtsgesellschaftskapitänsmütze erklärt in fünf Sätz.",
        "Haferflocken und Vollkornmehl!!!",
    ),
    "es": (
        "Cómo organizar tu escritorio en quince minutos",
        "Empieza por los cables, sigue con los papeles y termina con la basura.",
        "Una taza de café bien caliente!!",
    ),
    "fr": (
        "Arrêtez d'acheter des plantes d'intérieur, lisez",
        "L'arrosage excessif est la première cause de mortalité des plantes ici",
        "Éviter l'éclairage trop puissant",
    ),
    "pt": (
        "Não compre mais nada antes de ver este vídeo já!",
        "Guarde dez por cento do que ganha todo mês, mesmo quando parece pouco.",
        "Organize as contas da semana já!",
    ),
    "it": (
        "Perché il caffè del bar è più buono del tuo, dai",
        "Macina i chicchi poco prima di prepararlo e usa acqua filtrata fresca!",
        "Riscaldamento di cinque minuti!!",
    ),
    "hi": (
        "सुबह की पाँच आदतें जो आपका पूरा दिन बदल देंगी अब",
        "धीरे-धीरे शुरू करें और हर हफ़्ते थोड़ा-थोड़ा समय बढ़ाते जाएँ, फ़र्क दिखेगा",
        "ठंडे पानी से रोज़ मुँह धोना शुरू",
    ),
}
"""Headline, detail and item at their limits of 48, 70 and 32 characters."""


def all_kinds(language: str = "en") -> tuple[Scene, ...]:
    """One scene of every kind, filled to the limits."""
    headline, detail, item = LONGEST[language]

    def scene(
        number: int, kind: SceneKind, *, detail: str = "", items: tuple[str, ...] = (), figure: str = ""
    ) -> Scene:
        return Scene(
            id=f"s{number}",
            kind=kind,
            narration=f"{headline} {item}",
            headline=headline[:48],
            detail=detail[:70],
            items=items,
            figure=figure,
            emoji="💪",
        )

    return (
        scene(1, "title"),
        scene(2, "tip", detail=detail, figure="3"),
        scene(3, "checklist", items=(item[:32],) * 5),
        scene(4, "number", detail=detail, figure="1.250 €"),
        scene(5, "quote", detail=detail),
        scene(6, "comparison", items=(item[:32],) * 2),
        scene(7, "countdown", items=(item[:32],) * 5),
        scene(8, "cta", detail=detail),
    )


def reel(
    language: str = "en", *, mood: Mood = "energetic", scenes: Sequence[Scene] = (), seconds: float = 24
) -> Script:
    """A script of these scenes, or of one of every kind."""
    return Script(
        title="A reel",
        language=language,
        scenes=tuple(scenes) or all_kinds(language),
        structure="all",
        mood=mood,
        caption="",
        seconds=seconds,
        writer=Writer(kind="niche", name="fitness/core"),
    )


def spoken(script: Script, each: float = 3.0) -> Timing:
    """Times in which every scene takes `each` seconds and its words follow evenly."""
    words, spans = [], []
    for number, scene in enumerate(script.scenes):
        start = number * each
        spans.append(SceneSpan(id=scene.id, start=start, end=start + each))
        said = scene.narration.split()
        step = (each - 0.4) / max(len(said), 1)
        words += [
            TimedWord(text=w, scene=scene.id, start=start + 0.2 + i * step, end=start + 0.2 + (i + 1) * step)
            for i, w in enumerate(said)
        ]
    return Timing(seconds=len(spans) * each, scenes=tuple(spans), words=tuple(words))
