"""Italian figures and short forms."""

from providers.speech.normalise.pack import Money, Pack, listed

SMALL = listed(
    "zero uno due tre quattro cinque sei sette otto nove dieci undici dodici tredici quattordici quindici "
    "sedici diciassette diciotto diciannove"
)
TENS = listed("x x venti trenta quaranta cinquanta sessanta settanta ottanta novanta")
ORDINALS = listed("x primo secondo terzo quarto quinto sesto settimo ottavo nono decimo")


def cardinal(number: int) -> str:
    """`duecentocinque`."""
    for size, one, many in ((10**9, "un miliardo", "miliardi"), (10**6, "un milione", "milioni")):
        if number >= size:
            count, rest = divmod(number, size)
            said = one if count == 1 else f"{cardinal(count)} {many}"
            return said + (f" {cardinal(rest)}" if rest else "")
    thousands, rest = divmod(number, 1000)
    said = {0: "", 1: "mille"}.get(thousands, f"{_hundreds(thousands)}mila")
    said += _hundreds(rest) if rest or not said else ""
    return said[:-3] + "tré" if number > 20 and said.endswith("tre") else said


def counted(number: int, noun: str) -> str:
    """`un minuto`, `una serie`."""
    if number != 1:
        return cardinal(number)
    if noun.lower().endswith(("a", "ione", "tà", "serie")):
        return "una"
    return "uno" if noun.lower().startswith(("z", "ps", "gn", "sp", "st", "sc", "sq")) else "un"


def ordinal(number: int, feminine: bool = False) -> str:
    """`terzo`, `terza`, `ventunesimo`."""
    if number < len(ORDINALS):
        said = ORDINALS[number]
    else:
        stem = cardinal(number).replace("tré", "tre")
        said = (stem if stem.endswith(("tre", "sei")) else stem[:-1]) + "esimo"
    return said[:-1] + "a" if feminine else said


def clock(hours: int, minutes: int, half: str) -> str:
    """`sette e trenta`."""
    said = ("una" if hours == 1 else cardinal(hours)) + (f" e {cardinal(minutes)}" if minutes else "")
    return said + {"am": " di mattina", "pm": " di sera"}.get(half, "")


def _hundreds(number: int) -> str:
    hundreds, rest = divmod(number, 100)
    said = {0: "", 1: "cento"}.get(hundreds, f"{SMALL[hundreds]}cento")
    return said + (_tens(rest) if rest or not said else "")


def _tens(number: int) -> str:
    if number < 20:
        return SMALL[number]
    tens, ones = divmod(number, 10)
    stem = TENS[tens][:-1] if ones in (1, 8) else TENS[tens]
    return stem + (SMALL[ones] if ones else "")


PACK = Pack(
    cardinal=cardinal,
    counted=counted,
    ordinal=ordinal,
    year=cardinal,
    clock=clock,
    decimal_comma=True,
    point="virgola",
    signs={
        "%": "per cento",
        "&": "e",
        "+": "più",
        "@": "chiocciola",
        "#": "hashtag",
        "=": "uguale",
        "/": "barra",
        ".": "punto",
        "×": "per",
        "-": "meno",
        "–": "a",
        "~": "circa",
        "<": "meno di",
        ">": "più di",
    },
    units={
        "kg": ("chilo", "chili"),
        "g": ("grammo", "grammi"),
        "mg": ("milligrammo", "milligrammi"),
        "km": ("chilometro", "chilometri"),
        "m": ("metro", "metri"),
        "cm": ("centimetro", "centimetri"),
        "mm": ("millimetro", "millimetri"),
        "l": ("litro", "litri"),
        "ml": ("millilitro", "millilitri"),
        "h": ("ora", "ore"),
        "min": ("minuto", "minuti"),
        "s": ("secondo", "secondi"),
        "sec": ("secondo", "secondi"),
        "km/h": ("chilometro orario", "chilometri orari"),
        "kcal": ("chilocaloria", "chilocalorie"),
        "cal": ("caloria", "calorie"),
        "°c": ("grado", "gradi"),
        "°f": ("grado Fahrenheit", "gradi Fahrenheit"),
        "°": ("grado", "gradi"),
        "gb": ("giga", "giga"),
        "mb": ("mega", "mega"),
    },
    money={
        "€": Money("euro", "euro", "centesimo", "centesimi"),
        "EUR": Money("euro", "euro", "centesimo", "centesimi"),
        "$": Money("dollaro", "dollari", "centesimo", "centesimi"),
        "USD": Money("dollaro", "dollari", "centesimo", "centesimi"),
        "£": Money("sterlina", "sterline"),
        "₹": Money("rupia", "rupie"),
    },
    scales={"k": ("mila", "mila"), "mln": ("milione", "milioni"), "mld": ("miliardo", "miliardi")},
    scale_words=frozenset({"mila", "mille", "milione", "milioni", "miliardo", "miliardi"}),
    money_link="di",
    short={
        "dott.": "dottor",
        "dr.": "dottor",
        "sig.": "signor",
        "sig.ra": "signora",
        "prof.": "professor",
        "ecc.": "eccetera",
        "ecc": "eccetera",
        "es.": "esempio",
        "ca.": "circa",
        "max.": "massimo",
        "min.": "minimo",
        "vs": "contro",
        "vs.": "contro",
        "n.": "numero",
        "ok": "okay",
    },
    letters=dict(
        zip(
            "abcdefghijklmnopqrstuvwxyz",
            listed(
                "a bi ci di e effe gi acca i i-lunga cappa elle emme enne o pi cu erre esse ti u vu doppia-vu ics "
                "ipsilon zeta"
            ),
            strict=True,
        )
    ),
    ordinal_suffixes={"º": False, "ª": True, "°": False},
    said_as_words={"HIIT": "it", "ONU": "onu", "NATO": "nato", "FIAT": "fiat", "COVID": "covid"},
    cents_after="e",
    fractions={
        "1/2": "mezzo",
        "½": "mezzo",
        "1/4": "un quarto",
        "¼": "un quarto",
        "3/4": "tre quarti",
        "¾": "tre quarti",
        "1/3": "un terzo",
        "2/3": "due terzi",
        "24/7": "ventiquattro sette",
    },
)
