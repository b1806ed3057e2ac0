"""Numbers, money, units, times and ranges in words."""

import re
from dataclasses import dataclass

from providers.speech.normalise.pack import Money, Pack

NUMBER = r"\d+(?:[.,']\d+)*"
SIGNS = ("R$", "$", "€", "£", "₹", "¥")
SIGN = "|".join(re.escape(s) for s in SIGNS)
AMOUNT = re.compile(
    rf"^(?P<sign>[-+~<>≈])?(?P<money>{SIGN})?(?P<low>{NUMBER})"
    rf"(?:[-–—](?P<money2>{SIGN})?(?P<high>{NUMBER}))?(?P<suffix>\D*)$"
)
CLOCK = re.compile(
    r"^(\d{1,2})(?:[:h](\d{2})\s?(am|pm|a\.m\.?|p\.m\.?|h|uhr)?|\.(\d{2})\s?(am|pm|a\.m\.?|p\.m\.?))$", re.IGNORECASE
)
DOTTED_TIME = re.compile(r"^\d{1,2}\.\d{2}$")
RATIO = re.compile(rf"^({NUMBER}):({NUMBER})$")
TIMES = re.compile(rf"^[x×]({NUMBER})$", re.IGNORECASE)
PRODUCT = re.compile(rf"^({NUMBER})[x×]({NUMBER})$", re.IGNORECASE)
LARGEST = 10**12


@dataclass(frozen=True)
class Around:
    """The words beside a figure, without punctuation; empty at the ends."""

    before: str = ""
    after: str = ""
    """Empty as well when a pause comes first."""
    next_word: str = ""
    closes: bool = False
    """Whether the figure ends its sentence."""


@dataclass(frozen=True)
class Said:
    """What a figure sounds like, and what the next word must know."""

    text: str
    one: bool = False
    """Whether a unit after it is singular; only for a bare number."""
    bare: bool = False
    """Whether a unit may follow as a word of its own."""
    money: Money | None = None
    """A currency still to be named, after the word for millions."""
    clock: bool = False
    sign: str = ""
    """A currency sign that belongs to the next word."""
    next_is_said: bool = False
    """Whether the next word is already in `text`."""


class Figures:
    """Reads figures in one language."""

    def __init__(self, pack: Pack) -> None:
        self._pack = pack

    def read(self, core: str, around: Around) -> Said | None:
        """The figure in words, or None when the word is no figure."""
        pack = self._pack
        if core in pack.fractions:
            return Said(pack.fractions[core])
        if DOTTED_TIME.match(core) and around.after.lower().replace(".", "") in ("am", "pm", "uhr"):
            core = core.replace(".", ":")
        if (match := CLOCK.match(core)) and int(match[1]) < 25 and int(match[2] or match[4]) < 60:
            return self._clock(match, around)
        if match := RATIO.match(core):
            return Said(f"{self._number(match[1])} {pack.signs['–']} {self._number(match[2])}")
        if match := TIMES.match(core):
            return Said(f"{pack.signs['×']} {self._number(match[1])}")
        if match := PRODUCT.match(core):
            return Said(f"{self._number(match[1])} {pack.signs['×']} {self._number(match[2])}", bare=True)
        if match := AMOUNT.match(core):
            return self._amount(match, around)
        return None

    def is_amount(self, core: str) -> bool:
        """Whether the word is a number with nothing but an optional sign before it."""
        match = AMOUNT.match(core)
        return match is not None and not (match["money"] or match["suffix"])

    def unit(self, core: str, before: Said) -> str | None:
        """A unit, currency or word for millions that stands alone after a number; None when it is none."""
        pack = self._pack
        if before.money is not None and core.lower() in pack.scale_words:
            scale = pack.scales.get(core.lower(), (core, core))[1]
            return " ".join(filter(None, (scale, pack.money_link, before.money.many)))
        if not before.bare:
            return None
        if core in pack.money:
            return pack.money[core].one if before.one else pack.money[core].many
        if core in ("%", "×", "x"):
            return pack.signs["×" if core == "x" else core]
        if core in ("-", "–"):
            return pack.signs["–"]
        names = pack.units.get(core.lower())
        return None if names is None else names[0] if before.one else names[1]

    def digits(self, text: str) -> str:
        """Figure by figure: `zero zero seven`."""
        return " ".join(self._pack.cardinal(int(d)) for d in text if d.isdigit())

    def whole(self, text: str) -> str:
        """A run of figures inside a name: `thirty` in SPF30."""
        return self.digits(text) if text.startswith("0") or int(text) >= LARGEST else self._pack.cardinal(int(text))

    def _clock(self, match: re.Match[str], around: Around) -> Said:
        half = (match[3] or match[5] or "").lower().replace(".", "")
        half = half if half in ("am", "pm") else ""
        follows = around.after.lower().replace(".", "")
        named = follows in ("am", "pm") or half
        text = self._pack.clock(int(match[1]), int(match[2] or match[4]), half)
        if named and not half:
            text = text.removesuffix(" o'clock")
        return Said(text, bare=follows in ("am", "pm"), clock=True)

    def _amount(self, match: re.Match[str], around: Around) -> Said | None:
        pack, suffix = self._pack, match["suffix"]
        sign = f"{pack.signs[match['sign']]} " if match["sign"] else ""
        money = pack.money.get(match["money"] or match["money2"] or suffix)
        if match["high"] is None and not suffix and money is None:
            return Said(sign + self._bare(match["low"], around), self._is_one(match["low"]), bare=True)
        last = match["high"] or match["low"]
        noun = self._noun(last, suffix, money, around)
        numbers = [self._number(n, noun) for n in (match["low"], match["high"]) if n]
        if money is not None:
            return self._money(sign, match, numbers, money, around)
        said = self._with_suffix(f" {pack.signs['–']} ".join(numbers), last, match, around.before)
        if said is None:
            return None
        return Said(sign + said, one=False, bare=not suffix)

    def _bare(self, number: str, around: Around) -> str:
        if re.fullmatch(r"\d{4}", number) and 1100 <= int(number) <= 2099:
            named = around.before.lower() in self._pack.year_after
            if named or (around.closes and int(number) >= 1900):
                return self._pack.year(int(number))
        return self._number(number, around.after)

    def _money(self, sign: str, match: re.Match[str], numbers: list[str], money: Money, around: Around) -> Said:
        pack, low = self._pack, match["low"]
        joined = sign + f" {pack.signs['–']} ".join(numbers)
        scale = pack.scales.get(match["suffix"].lower())
        if scale is not None:
            return Said(" ".join(filter(None, (joined, scale[1], pack.money_link, money.many))))
        if around.after.lower() in pack.scale_words and not match["suffix"]:
            return Said(joined, bare=True, money=money)
        if match["high"] is None and (parts := self._parse(low)) and len(parts[1]) == 2 and money.cent:
            joined = sign + self._with_cents(parts, money)
        else:
            joined += f" {money.one if match['high'] is None and self._is_one(low) else money.many}"
        extra = {"+": f" {pack.signs['+']}", "%": f" {pack.signs['%']}"}.get(match["suffix"], "")
        return Said(joined + extra)

    def _with_cents(self, parts: tuple[int, str], money: Money) -> str:
        whole, cents = parts[0], int(parts[1])
        pack = self._pack
        units = f"{pack.counted(whole, money.one)} {money.one if whole == 1 else money.many}"
        named = f" {money.cent if cents == 1 else money.cents}" if pack.cents_named or not whole else ""
        hundredths = pack.counted(cents, money.cent) + named
        if not cents:
            return units
        if not whole:
            return hundredths
        return " ".join(filter(None, (units, pack.cents_after, hundredths)))

    def _with_suffix(self, numbers: str, last: str, match: re.Match[str], before: str) -> str | None:
        pack, suffix = self._pack, match["suffix"]
        low = suffix.lower()
        one = match["high"] is None and self._is_one(last)
        if not suffix:
            return numbers
        if low in pack.ordinal_suffixes and last.isdigit() and match["high"] is None:
            return pack.ordinal(int(last), pack.ordinal_suffixes[low])
        if low == "s" and (decade := self._decade(last, before)):
            return decade
        if suffix in ("%", "+"):
            return f"{numbers} {pack.signs[suffix]}"
        if low in ("x", "×"):
            return f"{numbers} {pack.signs['×']}"
        if suffix in ("K", "M", "B") and low in pack.scales:
            return f"{numbers} {pack.scales[low][0] if one else pack.scales[low][1]}"
        if low in pack.units and suffix != "G":
            return f"{numbers} {pack.units[low][0] if one else pack.units[low][1]}"
        if low in pack.scales:
            return f"{numbers} {pack.scales[low][0] if one else pack.scales[low][1]}"
        return None

    def _decade(self, number: str, before: str) -> str | None:
        """`nineteen eighties`, and `the eighties` where `60s` alone is sixty seconds."""
        if not self._pack.decade_after or not number.endswith("0") or len(number) not in (2, 4):
            return None
        if len(number) == 2 and before.lower() not in self._pack.decade_after:
            return None
        return re.sub(
            "y$", "ies", self._pack.year(int(number)) if len(number) == 4 else self._pack.cardinal(int(number))
        )

    def _noun(self, last: str, suffix: str, money: Money | None, around: Around) -> str:
        one = self._is_one(last)
        if money is not None:
            return money.one if one else money.many
        names = self._pack.units.get(suffix.lower())
        return (names[0] if one else names[1]) if names else around.after

    def _number(self, text: str, noun: str = "") -> str:
        parts = self._parse(text)
        if parts is None:
            return " ".join(self.whole(run) for run in re.findall(r"\d+", text))
        if parts[0] >= LARGEST or (len(text) > 1 and text.isdigit() and text.startswith("0")):
            return self.digits(text)
        whole, fraction = parts
        if not fraction:
            return self._pack.counted(whole, self._unit_noun(noun, whole))
        by_figure = len(fraction) > 2 or fraction.startswith("0") or not self._pack.decimal_comma
        after = self.digits(fraction) if by_figure else self._pack.cardinal(int(fraction))
        return f"{self._pack.cardinal(whole)} {self._pack.point} {after}"

    def _unit_noun(self, noun: str, whole: int) -> str:
        names = self._pack.units.get(noun.lower())
        return (names[0] if whole == 1 else names[1]) if names else noun

    def _parse(self, text: str) -> tuple[int, str] | None:
        """Whole part and figures of the fraction."""
        group, point = (".", ",") if self._pack.decimal_comma else (",", ".")
        if text.isdigit():
            return int(text), ""
        if re.fullmatch(rf"\d{{1,3}}(?:[{group}']\d{{2,3}})*[{group}']\d{{3}}(?:\{point}\d+)?", text):
            whole, _, fraction = re.sub(rf"[{group}']", "", text).partition(point)
            return int(whole), fraction
        if match := re.fullmatch(r"(\d+)[.,](\d+)", text):
            return int(match[1]), match[2]
        return None

    def _is_one(self, text: str) -> bool:
        return self._parse(text) == (1, "")
