"""What the natural voice is given to say: symbols per word, in context."""

import pytest

from providers.adapters.kokoro.alignment import align
from providers.adapters.kokoro.phonemes import Phonemiser
from providers.adapters.kokoro.script import utterances
from providers.adapters.kokoro.symbols import IDS
from providers.speech.espeak import Espeak
from providers.speech.normalise import normalise

ENGLISH = [
    ("Close your laptop.", "Close", "klˈOz"),
    ("Keep it close to you.", "close", "klˈOs"),
    ("Record every set.", "Record", "ɹəkˈɔɹd"),
    ("That is a new record!", "record!", "ɹˈɛkəɹd"),
    ("They live here.", "live", "lˈɪv"),
    ("Watch the live stream.", "live", "lˈIv"),
    ("I have read it.", "read", "ɹˈɛd"),
    ("You can read it.", "read", "ɹˈid"),
    ("Stretch and use a band.", "use", "jˈuz"),
    ("That is no use at all.", "use", "jˈus"),
    ("I used to run.", "used", "jˈust"),
    ("The apple.", "The", "ði"),
    ("The pear.", "The", "ðə"),
    ("Creatine works.", "Creatine", "kɹˈiətˌin"),
    ("He carries bags.", "carries", "kˈɛɹiz"),
    ("She is stopping.", "stopping.", "stˈɑpɪŋ"),
    ("Do deadlifts today.", "deadlifts", "dˈɛdlɪfts"),
    ("Go to the DIY shop.", "DIY", "dˈiˌIwˈI"),
]
SENTENCES = {
    "en-GB": "Most people in the gym don't do deadlifts, and that's a mistake.",
    "es": "Haz 3 series de 12 repeticiones, y descansa un minuto.",
    "fr": "C'est-à-dire qu'il n'y en a plus aujourd'hui, les enfants l'ont mangé.",
    "de": "Mach fünf Liegestütze, z.B. am Morgen: fröhlich, müde oder hübsch.",
    "pt-BR": "Você não precisa de academia: faça 10 flexões todos os dias.",
    "it": "Bevi un bicchiere d'acqua e cammina per dieci minuti, l'amico.",
    "hi": "रोज़ 10 मिनट चलें, ₹500 बचाएं और पानी पिएं।",
}


@pytest.fixture(scope="module")
def espeak() -> Espeak:
    return Espeak()


@pytest.mark.parametrize(("text", "word", "symbols"), ENGLISH)
def test_english_words_in_context(espeak: Espeak, text: str, word: str, symbols: str) -> None:
    (utterance,) = utterances(normalise(text, "en"), Phonemiser(espeak, "en-US"))
    index = [token.written for token in utterance.tokens].index(word)
    owned = [s for s, owner in zip(utterance.symbols, utterance.owners, strict=True) if owner == index]
    assert "".join(owned) == symbols


@pytest.mark.parametrize("language", SENTENCES)
def test_every_word_has_symbols_the_model_knows(espeak: Espeak, language: str) -> None:
    tokens = normalise(SENTENCES[language], language)
    made = utterances(tokens, Phonemiser(espeak, language))
    assert [t for u in made for t in u.tokens] == list(tokens)
    for utterance in made:
        assert set(utterance.symbols) <= IDS.keys()
        assert set(range(len(utterance.tokens))) == {owner for owner in utterance.owners if owner >= 0}


def test_german_keeps_its_rounded_vowels(espeak: Espeak) -> None:
    (utterance,) = utterances(normalise("Hübsch und müde.", "de"), Phonemiser(espeak, "de"))
    assert utterance.symbols.count("y") == 2


def test_short_sentences_are_said_together_and_long_ones_cut(espeak: Espeak) -> None:
    phonemiser = Phonemiser(espeak, "en-US")
    assert len(utterances(normalise("Stop. Wait. Listen.", "en"), phonemiser)) == 1
    long = utterances(normalise("and then we walk on, " * 60, "en"), phonemiser)
    assert len(long) > 1 and all(len(u.symbols) <= 500 for u in long)
    assert sum(len(u.tokens) for u in long) == 300


def test_words_run_together_are_told_apart() -> None:
    alone = {"in": "ɪn", "the": "ðə", "gym": "dʒɪm", "c": "sə", "est": "ɛ"}
    assert align(["ɪnðə", "dʒˈɪm"], ["in", "the", "gym"], alone.__getitem__) == ["ɪn", "ðə", "dʒˈɪm"]
    assert align(["s", "ə", "ɛ"], ["c", "est"], alone.__getitem__) == ["sə", "ɛ"]
