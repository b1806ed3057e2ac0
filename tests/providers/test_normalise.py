"""Written words and how they are spoken, in all seven languages."""

import re
from collections.abc import Callable

import pytest

from providers.speech.normalise import normalise
from providers.speech.normalise.english import cardinal as english
from providers.speech.normalise.french import cardinal as french
from providers.speech.normalise.german import cardinal as german
from providers.speech.normalise.hindi import cardinal as hindi
from providers.speech.normalise.italian import cardinal as italian
from providers.speech.normalise.portuguese import cardinal as portuguese
from providers.speech.normalise.spanish import cardinal as spanish

SPOKEN = [
    ("en", "Do 3 sets of 10-12 reps", "Do three sets of ten to twelve reps"),
    ("en", "It costs $20", "It costs twenty dollars"),
    ("en", "only $1.50 today", "only one dollar and fifty cents today"),
    ("en", "$1, $0.99", "one dollar, ninety nine cents"),
    ("en", "about $3.5 million lost", "about three point five million dollars lost"),
    ("en", "$10-$20 or $5k", "ten to twenty dollars or five thousand dollars"),
    ("en", "€15.50 and ₹500", "fifteen euros and fifty cents and five hundred rupees"),
    ("en", "lose 5 kg in 30 min.", "lose five kilograms in thirty minutes."),
    ("en", "1 kg, 1 min", "one kilogram, one minute"),
    ("en", "rest 60s in the 80s", "rest sixty seconds in the eighties"),
    ("en", "the 1990s", "the nineteen nineties"),
    ("en", "at 7:30 am, 6:00, 9:05", "at seven thirty A M, six o'clock, nine oh five"),
    ("en", "at 7.30am, 5:15pm or 6.45 p.m.", "at seven thirty A M, five fifteen P M or six forty five P M."),
    ("en", "at 7am, 25°C", "at seven A M, twenty five degrees Celsius"),
    ("en", "80% of people", "eighty percent of people"),
    ("en", "in 2026, 1,500 calories", "in twenty twenty six, one thousand five hundred calories"),
    ("en", "the 1st, 2nd, 3rd, 21st", "the first, second, third, twenty first"),
    ("en", "3x more, 3× faster", "three times more, three times faster"),
    ("en", "4 x 10", "four times ten"),
    ("en", "24/7 or 1/2 cup", "twenty four seven or one half cup"),
    ("en", "10K followers", "ten thousand followers"),
    ("en", "3.14 and 0.5", "three point one four and zero point five"),
    ("en", "007", "zero zero seven"),
    ("en", "10+ tips & -5 degrees", "ten plus tips and minus five degrees"),
    ("en", "a 10-minute walk", "a ten minute walk"),
    ("en", "Dr. Smith vs. Mr. Jones, etc.", "doctor Smith versus mister Jones, et cetera."),
    ("en", "e.g. the U.S. team", "for example the U S team"),
    ("en", "No. 1 tip. No. Stop.", "number one tip. No. Stop."),
    ("en", "Try HIIT, DIY and SPF30", "Try hit, D I Y and S P F thirty"),
    ("en", "B12, MP3, COVID-19", "B twelve, M P three, covid nineteen"),
    ("en", "do NOT stop, use AI", "do not stop, use A I"),
    ("en", "STOP DOING THIS RIGHT NOW", "stop doing this right now"),
    ("en", "go to example.com/free-guide now", "go to example dot com slash free guide now"),
    ("en", "mail me@site.com", "mail me at site dot com"),
    ("en", "@fit_coach #MorningRoutine", "at fit coach hashtag Morning Routine"),
    ("en", "push-ups and/or squats", "push ups and or squats"),
    ("en", "“Quote,” he said… really?!", "Quote, he said… really?"),
    ("en", "it’s don't", "it's don't"),
    ("en", "A cat takes vitamin A", "a cat takes vitamin A"),
    ("en", "Well - yes — no", "Well — yes — no"),
    ("es", "Haz 3 series y 21 flexiones", "Haz tres series y veintiuna flexiones"),
    ("es", "15,50 € o 20€", "quince euros con cincuenta céntimos o veinte euros"),
    ("es", "1.500 calorías, 80%", "mil quinientas calorías, ochenta por ciento"),
    ("es", "a las 7:30, 1 kg, 3-5 min.", "a las siete y treinta, un kilo, tres a cinco minutos."),
    ("es", "¿Listo? ¡Ya! 1º y 2ª", "Listo? Ya! primero y segunda"),
    ("es", "$3 millones en EE.UU. hoy", "tres millones de dólares en Estados Unidos hoy"),
    (
        "fr",
        "21 minutes, 71, 80, 91, 200",
        "vingt et une minutes, soixante et onze, quatre vingts, quatre vingt onze, deux cents",
    ),
    ("fr", "1 500 calories à 7h30", "mille cinq cents calories à sept heures trente"),
    ("fr", "15,50 €, 80 %", "quinze euros cinquante, quatre vingts pour cent"),
    ("fr", "1er et 2e, 2,5 kg", "premier et deuxième, deux virgule cinq kilos"),
    ("de", "z.B. 21 Minuten um 7:30 Uhr", "zum Beispiel einundzwanzig Minuten um sieben Uhr dreißig"),
    ("de", "ab 19.45 Uhr", "ab neunzehn Uhr fünfundvierzig"),
    ("de", "1 Glas, 1 Minute, 15,50 €", "ein Glas, eine Minute, fünfzehn Euro fünfzig Cent"),
    ("de", "seit 1990, 1.500 kcal", "seit neunzehnhundertneunzig, eintausendfünfhundert Kilokalorien"),
    ("pt", "2 séries de 21 flexões", "duas séries de vinte e uma flexões"),
    ("pt", "R$ 15,50 ou R$20", "quinze reais e cinquenta centavos ou vinte reais"),
    ("pt", "1.500 kcal, 1ª vez às 7h30", "mil e quinhentas quilocalorias, primeira vez às sete e trinta"),
    ("it", "1 minuto, 23, 28", "un minuto, ventitré, ventotto"),
    ("it", "15,50 € alle 7:30", "quindici euro e cinquanta centesimi alle sette e trenta"),
    ("it", "80%, 1.500 kcal, 1º", "ottanta per cento, millecinquecento chilocalorie, primo"),
    ("hi", "₹500 बचाएं।", "पाँच सौ रुपये बचाएं."),
    ("hi", "7:30 बजे, 25 kg", "सात बजकर तीस मिनट, पच्चीस किलो"),
    ("hi", "1,50,000 रुपये, ५ किलो", "एक लाख पचास हज़ार रुपये, पाँच किलो"),
]


@pytest.mark.parametrize(("language", "written", "spoken"), SPOKEN)
def test_is_spoken(language: str, written: str, spoken: str) -> None:
    said = " ".join(" ".join(t.words) + t.mark for t in normalise(written, language) if t.words or t.mark)
    assert re.sub(r" (?=[,.—])", "", said) == re.sub(r" (?=[,.—])", "", spoken)


@pytest.mark.parametrize(("language", "written", "spoken"), SPOKEN)
def test_every_written_word_is_kept_in_order(language: str, written: str, spoken: str) -> None:
    assert [t.written for t in normalise(written, language)] == written.split()


def test_emoji_and_bullets_are_not_spoken() -> None:
    tokens = normalise("• Go 💪 now ❤️", "en")
    assert [t.words for t in tokens] == [(), ("Go",), (), ("now",), ()]


def test_a_line_ends_like_a_sentence() -> None:
    assert [t.mark for t in normalise("first line\nsecond line", "en")] == ["", ".", "", ""]


NUMBERS: dict[Callable[[int], str], dict[int, str]] = {
    english: {0: "zero", 15: "fifteen", 342: "three hundred forty two", 1_000_001: "one million one"},
    spanish: {0: "cero", 100: "cien", 101: "ciento uno", 31_000: "treinta y un mil", 2_000_000: "dos millones"},
    french: {77: "soixante-dix-sept", 99: "quatre-vingt-dix-neuf", 1000: "mille", 300: "trois cents"},
    german: {17: "siebzehn", 121: "einhunderteinundzwanzig", 1001: "eintausendeins", 2_000_000: "zwei Millionen"},
    portuguese: {100: "cem", 101: "cento e um", 1100: "mil e cem", 2345: "dois mil trezentos e quarenta e cinco"},
    italian: {21: "ventuno", 88: "ottantotto", 1000: "mille", 2003: "duemilatré"},
    hindi: {0: "शून्य", 39: "उनतालीस", 99: "निन्यानवे", 100_000: "एक लाख"},
}


@pytest.mark.parametrize("cardinal", NUMBERS, ids=lambda f: str(f.__module__).split(".")[-1])
def test_numbers(cardinal: Callable[[int], str]) -> None:
    assert {number: cardinal(number) for number in NUMBERS[cardinal]} == NUMBERS[cardinal]


@pytest.mark.parametrize("cardinal", NUMBERS, ids=lambda f: str(f.__module__).split(".")[-1])
def test_no_two_numbers_sound_the_same(cardinal: Callable[[int], str]) -> None:
    assert len({cardinal(n) for n in range(10_000)}) == 10_000
