"""German figures and short forms."""

from providers.speech.normalise.pack import Money, Pack, listed

SMALL = listed(
    "null eins zwei drei vier fünf sechs sieben acht neun zehn elf zwölf dreizehn vierzehn fünfzehn "
    "sechzehn siebzehn achtzehn neunzehn"
)
TENS = ["x", "x", "zwanzig", "dreißig", "vierzig", "fünfzig", "sechzig", "siebzig", "achtzig", "neunzig"]
ORDINALS = {1: "erste", 3: "dritte", 7: "siebte", 8: "achte"}
FEMININE = (
    "ung",
    "ungen",
    "minute",
    "sekunde",
    "stunde",
    "woche",
    "wiederholung",
    "übung",
    "runde",
    "kalorie",
    "million",
    "milliarde",
    "tasse",
    "portion",
    "regel",
    "sache",
    "pause",
    "heit",
    "keit",
)


def cardinal(number: int) -> str:
    """`zweihundertfünf`."""
    for size, one, many in ((10**9, "eine Milliarde", "Milliarden"), (10**6, "eine Million", "Millionen")):
        if number >= size:
            count, rest = divmod(number, size)
            said = one if count == 1 else f"{cardinal(count)} {many}"
            return said + (f" {cardinal(rest)}" if rest else "")
    return _below_million(number)


def counted(number: int, noun: str) -> str:
    """`eine Minute`, `ein Glas`."""
    if number != 1:
        return cardinal(number)
    return "eine" if noun.lower().endswith(FEMININE) else "ein"


def ordinal(number: int, feminine: bool = False) -> str:
    """`dritte`."""
    if number in ORDINALS:
        return ORDINALS[number]
    return cardinal(number) + ("te" if number % 100 < 20 and number % 100 else "ste")


def year(number: int) -> str:
    """`neunzehnhundertneunzig`, `zweitausendsechsundzwanzig`."""
    if 1100 <= number < 2000:
        century, rest = divmod(number, 100)
        return f"{_below_million(century)}hundert" + (_below_million(rest) if rest else "")
    return cardinal(number)


def clock(hours: int, minutes: int, half: str) -> str:
    """`sieben Uhr dreißig`."""
    said = ("ein" if hours == 1 else cardinal(hours)) + " Uhr"
    return said + (f" {cardinal(minutes)}" if minutes else "")


def _below_million(number: int) -> str:
    thousands, rest = divmod(number, 1000)
    said = (_joined(thousands) + "tausend") if thousands else ""
    return said + (_hundreds(rest) if rest or not said else "")


def _hundreds(number: int) -> str:
    hundreds, rest = divmod(number, 100)
    said = (_joined(hundreds) + "hundert") if hundreds else ""
    return said + (_tens(rest) if rest or not said else "")


def _joined(number: int) -> str:
    return _hundreds(number).removesuffix("s") if number % 100 == 1 else _hundreds(number)


def _tens(number: int) -> str:
    if number < 20:
        return SMALL[number]
    tens, ones = divmod(number, 10)
    return (("ein" if ones == 1 else SMALL[ones]) + "und" if ones else "") + TENS[tens]


PACK = Pack(
    cardinal=cardinal,
    counted=counted,
    ordinal=ordinal,
    year=year,
    clock=clock,
    decimal_comma=True,
    point="Komma",
    signs={
        "%": "Prozent",
        "&": "und",
        "+": "plus",
        "@": "ätt",
        "#": "Hashtag",
        "=": "gleich",
        "/": "Schrägstrich",
        ".": "Punkt",
        "×": "mal",
        "-": "minus",
        "–": "bis",
        "~": "etwa",
        "<": "weniger als",
        ">": "mehr als",
    },
    units={
        "kg": ("Kilo", "Kilo"),
        "g": ("Gramm", "Gramm"),
        "mg": ("Milligramm", "Milligramm"),
        "km": ("Kilometer", "Kilometer"),
        "m": ("Meter", "Meter"),
        "cm": ("Zentimeter", "Zentimeter"),
        "mm": ("Millimeter", "Millimeter"),
        "l": ("Liter", "Liter"),
        "ml": ("Milliliter", "Milliliter"),
        "h": ("Stunde", "Stunden"),
        "std": ("Stunde", "Stunden"),
        "std.": ("Stunde", "Stunden"),
        "min": ("Minute", "Minuten"),
        "min.": ("Minute", "Minuten"),
        "s": ("Sekunde", "Sekunden"),
        "sek": ("Sekunde", "Sekunden"),
        "sek.": ("Sekunde", "Sekunden"),
        "km/h": ("Stundenkilometer", "Stundenkilometer"),
        "kcal": ("Kilokalorie", "Kilokalorien"),
        "cal": ("Kalorie", "Kalorien"),
        "°c": ("Grad", "Grad"),
        "°f": ("Grad Fahrenheit", "Grad Fahrenheit"),
        "°": ("Grad", "Grad"),
        "gb": ("Gigabyte", "Gigabyte"),
        "mb": ("Megabyte", "Megabyte"),
    },
    money={
        "€": Money("Euro", "Euro", "Cent", "Cent"),
        "EUR": Money("Euro", "Euro", "Cent", "Cent"),
        "$": Money("Dollar", "Dollar", "Cent", "Cent"),
        "USD": Money("Dollar", "Dollar", "Cent", "Cent"),
        "£": Money("Pfund", "Pfund", "Penny", "Pence"),
        "₹": Money("Rupie", "Rupien"),
        "CHF": Money("Franken", "Franken", "Rappen", "Rappen"),
    },
    scales={
        "k": ("tausend", "tausend"),
        "mio": ("Million", "Millionen"),
        "mio.": ("Million", "Millionen"),
        "mrd": ("Milliarde", "Milliarden"),
        "mrd.": ("Milliarde", "Milliarden"),
    },
    scale_words=frozenset({"tausend", "million", "millionen", "milliarde", "milliarden", "mio.", "mrd."}),
    money_link="",
    short={
        "dr.": "Doktor",
        "hr.": "Herr",
        "fr.": "Frau",
        "z.b.": "zum Beispiel",
        "bzw.": "beziehungsweise",
        "usw.": "und so weiter",
        "ca.": "circa",
        "d.h.": "das heißt",
        "u.a.": "unter anderem",
        "inkl.": "inklusive",
        "max.": "maximal",
        "min.": "mindestens",
        "nr.": "Nummer",
        "str.": "Straße",
        "vs": "gegen",
        "vs.": "gegen",
        "etc.": "et cetera",
        "evtl.": "eventuell",
        "ggf.": "gegebenenfalls",
        "ok": "okay",
    },
    letters=dict(
        zip(
            "abcdefghijklmnopqrstuvwxyzäöü",
            listed(
                "a be tse de e eff ge ha i jott ka ell emm enn o pe ku err ess te u vau we iks üpsilon tsett ä ö ü"
            ),
            strict=True,
        )
    ),
    ordinal_suffixes={},
    said_as_words={"HIIT": "hitt", "NATO": "Nato", "UNO": "Uno", "COVID": "Covid"},
    year_after=frozenset(
        listed(
            "in im seit bis von ab vor nach um jahr januar februar märz april mai juni juli august september "
            "oktober november dezember sommer winter"
        )
    ),
    cents_after="",
    fractions={
        "1/2": "ein halb",
        "½": "ein halb",
        "1/4": "ein Viertel",
        "¼": "ein Viertel",
        "3/4": "drei Viertel",
        "¾": "drei Viertel",
        "1/3": "ein Drittel",
        "2/3": "zwei Drittel",
        "24/7": "vierundzwanzig sieben",
    },
)
