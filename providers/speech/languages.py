"""The languages that can be spoken."""

ESPEAK_VOICES = {
    "en": "en-us",
    "en-GB": "en",
    "es": "es-419",
    "es-ES": "es",
    "fr": "fr",
    "de": "de",
    "pt": "pt-br",
    "it": "it",
    "hi": "hi",
}
"""espeak-ng's voice for a language, by BCP 47 tag or else by language: Spanish is American unless it says Spain."""


def is_spoken(language: str) -> bool:
    """Whether there is a voice for this BCP 47 tag."""
    return language.split("-")[0] in ESPEAK_VOICES
