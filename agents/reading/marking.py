"""All understanding of single words and phrases, in the order in which one may claim a stretch from the next."""

from agents.reading.asked_language import mark_beside_units, mark_languages, mark_unknown
from agents.reading.items import mark_for_each, mark_labels, mark_sign_off, mark_this_text
from agents.reading.lengths import drop_decades, frame_lengths, mark_compact, mark_worded
from agents.reading.lexicon import Languages
from agents.reading.looks import mark_aspects, mark_captions, mark_presenter
from agents.reading.money import mark_money
from agents.reading.numbers import mark_numbers
from agents.reading.parse import Parse
from agents.reading.sayings import mark_sayings
from agents.reading.schedule import mark_schedule
from agents.reading.sound import mark_left_out, mark_music
from agents.reading.text import Text
from agents.reading.tone import mark_tones
from agents.reading.units import mark_units
from agents.reading.voice import mark_voices


def mark_all(text: Text, languages: Languages) -> Parse:
    """A text with everything marked that is understood on its own, apart from its place in the order."""
    parse = Parse(text, languages)
    for step in (
        mark_sayings,
        mark_labels,
        mark_for_each,
        mark_sign_off,
        mark_this_text,
        mark_compact,
        drop_decades,
        mark_units,
        mark_money,
        mark_left_out,
        mark_captions,
        mark_music,
        mark_presenter,
        mark_voices,
        mark_languages,
        mark_beside_units,
        mark_unknown,
        mark_aspects,
        mark_tones,
        mark_numbers,
        mark_worded,
        frame_lengths,
        mark_schedule,
    ):
        step(parse)
    return parse
