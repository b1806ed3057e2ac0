"""English figures and short forms."""

from providers.speech.normalise.pack import Money, Pack, listed

ONES = listed(
    "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen "
    "sixteen seventeen eighteen nineteen"
)
TENS = ["zero", "ten", "twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"]
SCALES = ((10**9, "billion"), (10**6, "million"), (1000, "thousand"), (100, "hundred"))
ORDINALS = {
    "one": "first",
    "two": "second",
    "three": "third",
    "five": "fifth",
    "eight": "eighth",
    "nine": "ninth",
    "twelve": "twelfth",
}


def cardinal(number: int) -> str:
    """`two hundred five`."""
    for size, name in SCALES:
        if number >= size:
            count, rest = divmod(number, size)
            return f"{cardinal(count)} {name}" + (f" {cardinal(rest)}" if rest else "")
    if number < 20:
        return ONES[number]
    tens, ones = divmod(number, 10)
    return TENS[tens] + (f" {ONES[ones]}" if ones else "")


def ordinal(number: int, feminine: bool = False) -> str:
    """`twenty first`."""
    *before, last = cardinal(number).split()
    if last in ORDINALS:
        last = ORDINALS[last]
    else:
        last = last[:-1] + "ieth" if last.endswith("y") else last + "th"
    return " ".join((*before, last))


def year(number: int) -> str:
    """`nineteen oh five`, `two thousand nine`, `twenty twenty six`."""
    century, rest = divmod(number, 100)
    if number < 1100 or number > 2099 or 2000 <= number < 2010:
        return cardinal(number)
    if rest == 0:
        return f"{cardinal(century)} hundred"
    return f"{cardinal(century)} {'oh ' if rest < 10 else ''}{cardinal(rest)}"


def clock(hours: int, minutes: int, half: str) -> str:
    """`seven thirty A M`, `nine oh five`, `six o'clock`."""
    if minutes == 0:
        said = cardinal(hours) + ("" if half else " o'clock")
    else:
        said = f"{cardinal(hours)} {'oh ' if minutes < 10 else ''}{cardinal(minutes)}"
    return f"{said} {half[0].upper()} M" if half else said


UNITS = {
    "kg": ("kilogram", "kilograms"),
    "g": ("gram", "grams"),
    "mg": ("milligram", "milligrams"),
    "mcg": ("microgram", "micrograms"),
    "lb": ("pound", "pounds"),
    "lbs": ("pound", "pounds"),
    "oz": ("ounce", "ounces"),
    "km": ("kilometer", "kilometers"),
    "m": ("meter", "meters"),
    "cm": ("centimeter", "centimeters"),
    "mm": ("millimeter", "millimeters"),
    "ft": ("foot", "feet"),
    "mi": ("mile", "miles"),
    "l": ("liter", "liters"),
    "ml": ("milliliter", "milliliters"),
    "h": ("hour", "hours"),
    "hr": ("hour", "hours"),
    "hrs": ("hour", "hours"),
    "min": ("minute", "minutes"),
    "mins": ("minute", "minutes"),
    "s": ("second", "seconds"),
    "sec": ("second", "seconds"),
    "secs": ("second", "seconds"),
    "ms": ("millisecond", "milliseconds"),
    "km/h": ("kilometer per hour", "kilometers per hour"),
    "mph": ("mile per hour", "miles per hour"),
    "bpm": ("beat per minute", "beats per minute"),
    "kcal": ("kilocalorie", "kilocalories"),
    "cal": ("calorie", "calories"),
    "°c": ("degree Celsius", "degrees Celsius"),
    "°f": ("degree Fahrenheit", "degrees Fahrenheit"),
    "°": ("degree", "degrees"),
    "kb": ("kilobyte", "kilobytes"),
    "mb": ("megabyte", "megabytes"),
    "gb": ("gigabyte", "gigabytes"),
    "tb": ("terabyte", "terabytes"),
    "w": ("watt", "watts"),
    "kwh": ("kilowatt hour", "kilowatt hours"),
    "hz": ("hertz", "hertz"),
    "px": ("pixel", "pixels"),
    "fps": ("frame per second", "frames per second"),
    "am": ("A M", "A M"),
    "pm": ("P M", "P M"),
    "a.m.": ("A M", "A M"),
    "p.m.": ("P M", "P M"),
}

SHORT = {
    "dr.": "doctor",
    "mr.": "mister",
    "mrs.": "missus",
    "ms.": "miz",
    "prof.": "professor",
    "st.": "saint",
    "vs": "versus",
    "vs.": "versus",
    "etc": "et cetera",
    "etc.": "et cetera",
    "e.g.": "for example",
    "eg.": "for example",
    "i.e.": "that is",
    "approx.": "approximately",
    "min.": "minimum",
    "max.": "maximum",
    "no.": "number",
    "jr.": "junior",
    "sr.": "senior",
    "dept.": "department",
    "inc.": "incorporated",
    "w/": "with",
    "w/o": "without",
    "b/c": "because",
    "tbsp": "tablespoons",
    "tsp": "teaspoons",
    "tbsp.": "tablespoons",
    "tsp.": "teaspoons",
    "ok": "okay",
}

PACK = Pack(
    cardinal=cardinal,
    counted=lambda number, noun: cardinal(number),
    ordinal=ordinal,
    year=year,
    clock=clock,
    decimal_comma=False,
    point="point",
    signs={
        "%": "percent",
        "&": "and",
        "+": "plus",
        "@": "at",
        "#": "hashtag",
        "=": "equals",
        "/": "slash",
        ".": "dot",
        "×": "times",
        "-": "minus",
        "–": "to",
        "№": "number",
        "~": "about",
        "<": "less than",
        ">": "more than",
        "≈": "about",
    },
    units=UNITS,
    money={
        "$": Money("dollar", "dollars", "cent", "cents"),
        "USD": Money("U S dollar", "U S dollars"),
        "€": Money("euro", "euros", "cent", "cents"),
        "EUR": Money("euro", "euros", "cent", "cents"),
        "£": Money("pound", "pounds", "penny", "pence"),
        "GBP": Money("pound", "pounds", "penny", "pence"),
        "₹": Money("rupee", "rupees", "paisa", "paise"),
        "INR": Money("rupee", "rupees", "paisa", "paise"),
        "¥": Money("yen", "yen"),
        "R$": Money("real", "reais", "cent", "cents"),
    },
    scales={
        "k": ("thousand", "thousand"),
        "m": ("million", "million"),
        "b": ("billion", "billion"),
        "bn": ("billion", "billion"),
    },
    scale_words=frozenset({"hundred", "thousand", "million", "billion", "trillion", "k", "m", "bn"}),
    money_link="",
    short=SHORT,
    letters={chr(n): chr(n).upper() for n in range(ord("a"), ord("z") + 1)},
    ordinal_suffixes={"st": False, "nd": False, "rd": False, "th": False},
    said_as_words={
        "HIIT": "hit",
        "NASA": "Nasa",
        "NATO": "Nato",
        "FOMO": "fomo",
        "YOLO": "yolo",
        "ASAP": "A sap",
        "RAM": "ram",
        "GIF": "gif",
        "PIN": "pin",
        "SIM": "sim",
        "LED": "L E D",
        "COVID": "covid",
        "AMRAP": "amrap",
        "EMOM": "ee mom",
        "BOGO": "bogo",
        "OK": "okay",
        "LASER": "laser",
        "TABATA": "tabata",
    },
    spelled=frozenset({"US", "AI", "IT", "ID", "TV", "PC", "PM", "AM", "AC", "IQ", "EQ", "AR", "DIY"}),
    year_after=frozenset(
        listed(
            "in since by until till from of before after for during around year circa summer winter spring autumn "
            "fall january february march april may june july august september october november december"
        )
    ),
    decade_after=frozenset(
        {"the", "and", "or", "your", "my", "her", "his", "their", "our", "mid", "early", "late", "of"}
    ),
    fractions={
        "1/2": "one half",
        "1/3": "one third",
        "2/3": "two thirds",
        "1/4": "one quarter",
        "3/4": "three quarters",
        "½": "one half",
        "¼": "one quarter",
        "¾": "three quarters",
        "24/7": "twenty four seven",
    },
)
