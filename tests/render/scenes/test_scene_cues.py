import pytest

from render.scenes.counting import counted, share
from render.scenes.cues import beats, cues
from render.scenes.labels import asked, button, sides
from studio.domain.brief import LANGUAGES
from studio.domain.speech import TimedWord


def words(text: str, step: float = 0.5) -> list[TimedWord]:
    return [TimedWord(text=w, scene="s1", start=i * step, end=(i + 1) * step) for i, w in enumerate(text.split())]


def test_items_come_with_their_words() -> None:
    found = cues(["Feet planted", "Ribs down"], words("check your feet first and then ribs stay down"), 0, 6)
    assert found == [pytest.approx(1.0, abs=0.15), pytest.approx(3.0, abs=0.15)]


def test_unspoken_items_stand_between_their_neighbours() -> None:
    found = cues(["alpha", "zzzz", "gamma"], words("alpha beta beta beta gamma beta"), 0, 5)
    assert found[0] < found[1] < found[2]


def test_without_words_items_are_spread_over_the_scene() -> None:
    found = cues(["a", "b", "c"], [], 10, 16)
    assert found == sorted(found)
    assert found[0] >= 10 and found[-1] <= 15.5 and found[-1] - found[0] > 2


def test_accents_fall_on_words() -> None:
    spoken = words("one two three four")
    assert set(beats(3, spoken, 0, 2)) <= {word.start for word in spoken}


@pytest.mark.parametrize(
    ("figure", "last", "middle"),
    [
        ("80%", "80%", "%"),
        ("$1,200", "$1,200", "$"),
        ("1.250 €", "1.250 €", "€"),
        ("30x", "30x", "x"),
        ("2.5 kg", "2.5 kg", "."),
    ],
)
def test_figures_count_up_to_themselves(figure: str, last: str, middle: str) -> None:
    shown = counted(figure, 20)
    assert shown[-1] == last
    assert len(shown) > 1 and len(set(shown)) == len(shown)
    assert all(middle in text for text in shown)


def test_what_is_no_number_stands_still() -> None:
    assert counted("never", 20) == ["never"]
    assert counted("24/7", 20) == ["24/7"]


def test_a_handful_stands_still() -> None:
    assert counted("3 words", 20) == ["3 words"]


def test_only_per_cent_is_a_part() -> None:
    assert share("80 %") == pytest.approx(0.8)
    assert share("20 min") == 1.0


@pytest.mark.parametrize(
    ("text", "action"),
    [
        ("Save this for later", "save"),
        ("Guarda este vídeo", "save"),
        ("Partage avec un ami", "share"),
        ("Schreib es in die Kommentare", "comment"),
        ("Follow for more", "follow"),
        ("इसे सेव करें", "save"),
    ],
)
def test_the_button_asks_what_the_words_ask(text: str, action: str) -> None:
    assert asked(text) == action


def test_labels_are_in_every_language() -> None:
    assert len({sides(language) for language in LANGUAGES}) == len(LANGUAGES)
    assert len({button("save", language) for language in LANGUAGES}) >= 6
    assert sides("pt-BR") == sides("pt")
