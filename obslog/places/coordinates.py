"""Positions as people write them: decimal degrees, degrees-minutes-seconds, MGRS and UTM, read and written.

All positions are WGS 84. People write latitude first; the library gives longitude first, as GeoJSON does.
"""

from __future__ import annotations

import re
import warnings

from obslog.model.errors import WordError
from obslog.places.utm import BANDS, band_of, from_utm, to_utm

#: The styles that `format_position` writes.
STYLES = ("dd", "dms", "mgrs", "utm")

_HINT = "write 35.401, 35.949 (latitude first), 35.401N 35.949E, 35°24'04\"N 35°56'56\"E, MGRS or UTM"

_LONGEST = 100

#: Signs that people paste, as the ASCII (and the degree sign) that the patterns know.
_SIGNS = str.maketrans(
    {
        **dict.fromkeys("º˚∘", "°"),
        **dict.fromkeys("′’‘ʹ´`", "'"),
        **dict.fromkeys("″”“ʺ", '"'),
        **dict.fromkeys("−–—‐‑", "-"),
        **dict.fromkeys("\u00a0\u2009\u202f\t", " "),
    }
)
_ALLOWED = re.compile(r"[ -~°]+")

_NUMBER = r"[0-9]{1,9}(?:\.[0-9]{1,20})?"
_MGRS = re.compile(r"(?:MGRS[: ]*)?((?:[0-9]{1,2} ?[C-HJ-NP-X]|[ABYZ]) ?[A-HJ-NP-Z]{2})((?: ?[0-9]+){0,2})")
_UTM = re.compile(
    r"(?:UTM[: ]*)?(?:ZONE )?([0-9]{1,2}) ?(NORTH|SOUTH|[C-HJ-NP-X])[ ,]+"
    r"([0-9]{5,7}(?:\.[0-9]{1,9})?) ?(?:M? ?E)?[ ,]+([0-9]{1,8}(?:\.[0-9]{1,9})?) ?(?:M? ?N)?"
)
_DECIMAL_COMMA = re.compile(
    r"[NSEW]? ?[+-]?[0-9]{1,3},[0-9]+ ?°? ?[NSEW]?(?:[; ]|, )[NSEW ;]*[+-]?[0-9]{1,3},[0-9]+ ?°? ?[NSEW]?"
)
_LETTER_FIRST = re.compile(r"([NSEW])([^NSEW]+)([NSEW])([^NSEW]+)")
_LETTER_LAST = re.compile(r"([^NSEW]+)([NSEW])([^NSEW]+)([NSEW])")
_ANGLE = re.compile(
    rf"([+-]?) ?({_NUMBER}) ?[°D:]?"
    rf"(?:(?<=[°D :])[ :]*({_NUMBER}) ?[':]?(?:(?<=[' :])[ :]*({_NUMBER}) ?\"?)?)?"
)
_LABELS = re.compile(r"(LAT|LON)(?:ITUDE|GITUDE|G)?\.? ?[:=]? ?")
#: Words for what has a sign or a letter; the longer spelling first.
_WORDS = (
    (re.compile(r"DEG(?:REES?)?"), "°"),
    (re.compile(r"MIN(?:UTES?)?"), "'"),
    (re.compile(r"SEC(?:ONDS?)?"), '"'),
    (re.compile(r"(N)ORTH|(S)OUTH|(E)AST|(W)EST"), lambda m: m[0][0]),
)


def parse_position(text: str) -> tuple[float, float]:
    """(longitude, latitude) in degrees WGS 84 of a position as a person wrote it.

    Reads decimal degrees and degrees-minutes-seconds (latitude first, or in either order with N S E W),
    packed `352404N 0355656E`, MGRS of a kilometre or finer (the centre of its square) and UTM
    (`36N 767820 3921508`; `36 south ...`). Raises `WordError`: text in none of these forms, values out of
    range, latitude and longitude obviously swapped, or a UTM zone `S` that may be a band or a hemisphere.
    """
    plain = text.translate(_SIGNS) if len(text) <= _LONGEST else ""
    if not _ALLOWED.fullmatch(plain):
        raise WordError("position", text[:_LONGEST], _HINT)
    plain = " ".join(plain.upper().split()).replace("''", '"')
    if found := _MGRS.fullmatch(plain):
        return _from_mgrs(text, found[1], found[2].split())
    if found := _UTM.fullmatch(plain):
        return _from_utm(text, int(found[1]), found[2], float(found[3]), float(found[4]))
    if _DECIMAL_COMMA.fullmatch(plain) and "." not in plain:
        plain = re.sub(r"(?<=[0-9]),(?=[0-9])", ".", plain)
    return _from_degrees(text, plain)


def format_position(lon: float, lat: float, style: str = "dd") -> str:
    """A position in degrees WGS 84 as text that `parse_position` reads back to the precision of the style.

    `dd` has 5 decimal places (1 m), `dms` tenths of a second (3 m), `mgrs` and `utm` whole metres.
    Beyond 84 N and 80 S, where UTM ends, `utm` gives MGRS, which goes on. Raises `WordError`: a position out
    of range, or an unknown style.
    """
    _check_range(f"{lat}, {lon}", lon, lat)
    if style == "dd":
        return f"{abs(lat):.5f}{_letter(lat, 'NS')} {abs(lon):.5f}{_letter(lon, 'EW')}"
    if style == "dms":
        return f"{_dms(lat)}{_letter(lat, 'NS')} {_dms(lon)}{_letter(lon, 'EW')}"
    if style == "mgrs" or (style == "utm" and not -80 <= lat <= 84):
        import mgrs

        # Half a metre south of the equator the library names a square that it cannot read back.
        packed = str(mgrs.MGRS().toMGRS(0.0 if -5e-6 < lat < 0 else lat, lon))
        return f"{packed[:-10]} {packed[-10:-5]} {packed[-5:]}"
    if style == "utm":
        zone, north, easting, northing = to_utm(lon, lat)
        return f"{zone}{'N' if north else ' south'} {easting:.0f} {northing:.0f}"
    raise WordError("position style", style, f"it is one of {', '.join(STYLES)}")


def _letter(value: float, letters: str) -> str:
    """The hemisphere's letter: the second for what is below zero."""
    return letters[1] if value < 0 else letters[0]


def _dms(value: float) -> str:
    """Degrees, minutes and tenths of a second; counted in whole tenths, so that 59.96 never shows as 60.0."""
    tenths = round(abs(value) * 36_000)
    minutes, rest = divmod(tenths, 600)
    return f"{minutes // 60}°{minutes % 60:02d}'{rest / 10:04.1f}\""


def _check_range(text: str, lon: float, lat: float) -> None:
    """Refuse what is not on Earth; the comparisons are false for NaN."""
    if not -90 <= lat <= 90:
        swapped = ", is it written longitude first?" if -180 <= lat <= 180 and -90 <= lon <= 90 else ""
        raise WordError("position", text, f"the latitude {lat:g} is not within -90 to 90{swapped}")
    if not -180 <= lon <= 180:
        raise WordError("position", text, f"the longitude {lon:g} is not within -180 to 180")


def _from_mgrs(text: str, square: str, digits: list[str]) -> tuple[float, float]:
    """The centre of an MGRS square of 1 km to 1 m, through the GeoTrans code in `mgrs`."""
    import mgrs

    packed = "".join(digits)
    if (
        len(packed) % 2
        or not 4 <= len(packed) <= 10
        or (len(digits) == 2 and len(digits[0]) != len(digits[1]))
    ):
        raise WordError("position", text, "MGRS has 4, 6, 8 or 10 digits after the square: 36SYE 67820 21508")
    square = square.replace(" ", "")
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error")  # it warns of a square that is not in the band named
            lat, lon = mgrs.MGRS().toLatLon(square + packed)
    except Exception as error:  # the C library's own error class; its text says little to a person
        raise WordError("position", text, "there is no such MGRS square") from error
    lon = (lon + 180) % 360 - 180 if abs(lon) > 180 else lon
    _check_range(text, lon, lat)
    if square[0].isdigit():
        _check_zone(text, int(square[:-3]), lon)
    return float(lon), float(lat)


def _check_zone(text: str, zone: int, lon: float) -> None:
    """Refuse what lies far outside its zone: the widest (Svalbard) reach 6 degrees from their meridian."""
    away = abs((lon - (6 * zone - 183) + 180) % 360 - 180)
    if not 1 <= zone <= 60 or away > 6.01:
        raise WordError("position", text, f"it would lie outside zone {zone}: check the zone and the square")


def _from_utm(text: str, zone: int, letter: str, easting: float, northing: float) -> tuple[float, float]:
    """A UTM position; `letter` is NORTH, SOUTH, N for the hemisphere, or a band.

    A lone S is read as the southern hemisphere or as the band 32 to 40 N, whichever the northing allows;
    where it allows both, refused.
    """
    if not 1 <= zone <= 60 or not 100_000 <= easting <= 900_000 or not 0 <= northing <= 10_000_000:
        hint = "UTM has a zone 1 to 60, an easting of 100000 to 900000 and a northing of 0 to 10000000 m"
        raise WordError("position", text, hint)
    north = letter in ("N", "NORTH") or letter > "N"
    if letter == "SOUTH":
        north = False
    if letter == "S":
        north = _fits_band(from_utm(zone, True, easting, northing)[1], "S")
        if north:
            hint = f"{zone}S may be the band 32 to 40 N or the south: write {zone} north or {zone} south"
            raise WordError("position", text, hint)
    lon, lat = from_utm(zone, north, easting, northing)
    if len(letter) == 1 and letter not in "NS" and not _fits_band(lat, letter):
        raise WordError(
            "position", text, f"latitude {lat:.2f} is not in band {letter}: check band and northing"
        )
    if not -80.5 <= lat <= 84.5:
        raise WordError("position", text, f"latitude {lat:.2f} is beyond UTM, which ends at 80 S and 84 N")
    _check_range(text, lon, lat)
    _check_zone(text, zone, lon)
    return lon, lat


def _fits_band(lat: float, band: str) -> bool:
    """Whether a latitude lies in an 8-degree band, or so near that it is a matter of rounding."""
    return band in BANDS and any(band_of(max(-80.0, min(84.0, lat + d))) == band for d in (-0.01, 0.0, 0.01))


def _from_degrees(text: str, plain: str) -> tuple[float, float]:
    """Decimal degrees or degrees-minutes-seconds, with or without letters or the words lat and lon."""
    labels: list[str] = _LABELS.findall(plain)
    if sorted(labels) == ["LAT", "LON"]:
        plain = _LABELS.sub(";", plain).strip("; ")
    elif labels:
        raise WordError("position", text, _HINT)
    for word, sign in _WORDS:
        plain = word.sub(sign, plain)
    first, second, letters = _halves(text, plain)
    a, b = _angle(text, first, letters[:1]), _angle(text, second, letters[1:])
    lon_first = letters[0] in "EW" if letters else labels[:1] == ["LON"]
    if letters and (letters[0] in "EW") == (letters[1] in "EW"):
        raise WordError("position", text, "one half needs N or S, the other E or W")
    lon, lat = (a, b) if lon_first else (b, a)
    _check_range(text, lon, lat)
    return lon, lat


def _halves(text: str, plain: str) -> tuple[str, str, str]:
    """The two angles of a position and their letters ("" if it has none)."""
    if found := _LETTER_FIRST.fullmatch(plain):
        return found[2], found[4], found[1] + found[3]
    if found := _LETTER_LAST.fullmatch(plain):
        return found[1], found[3], found[2] + found[4]
    parts = [part.strip() for part in re.split(r"[,;/]", plain) if part.strip()]
    if len(parts) == 2:
        return parts[0], parts[1], ""
    # Only blanks between the halves: both have as many numbers, one to three each.
    starts = [found.start() for found in re.finditer(rf"[+-]? ?{_NUMBER}", plain)]
    if len(parts) == 1 and len(starts) in (2, 4, 6):
        middle = starts[len(starts) // 2]
        return plain[:middle], plain[middle:], ""
    raise WordError("position", text, _HINT)


def _angle(text: str, part: str, letter: str) -> float:
    """Degrees, signed, of one half; packed digits (352404) are read only beside a letter."""
    found = _ANGLE.fullmatch(part.strip(" ,;/"))
    if not found:
        raise WordError("position", text, _HINT)
    sign, *numbers = found.groups()
    given = [number for number in numbers if number is not None]
    if sign and letter:
        raise WordError("position", text, "a half has a sign or a letter, not both")
    if letter and len(given) == 1 and len(given[0].partition(".")[0]) > 3:
        given = _unpack(text, given[0], 3 if letter in "EW" else 2)
    if any("." in number for number in given[:-1]):
        raise WordError("position", text, "only the last of degrees, minutes and seconds has decimals")
    degrees, minutes, seconds = (*map(float, given), 0.0, 0.0)[:3]
    if minutes >= 60 or seconds >= 60:
        raise WordError("position", text, "minutes and seconds are below 60")
    value = degrees + minutes / 60 + seconds / 3600
    return -value if sign == "-" or letter in ("S", "W") else value


def _unpack(text: str, number: str, degree_digits: int) -> list[str]:
    """Degrees, minutes and perhaps seconds of packed digits: 352404 or 0355656, also without seconds."""
    whole, _, decimals = number.partition(".")
    rest = whole[degree_digits:]
    if len(rest) not in (2, 4):
        raise WordError("position", text, "packed degrees are DDMMSS for latitude and DDDMMSS for longitude")
    given = [whole[:degree_digits], rest[:2], *([rest[2:]] if rest[2:] else [])]
    return [*given[:-1], given[-1] + ("." + decimals if decimals else "")]
