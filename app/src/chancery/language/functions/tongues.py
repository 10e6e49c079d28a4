"""What a language other than English says for dates and small numbers: names, orders and words (Unicode CLDR).

`of(code)` gives a language's `Tongue`, or that of English for one that is not here.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Tongue:
    """The names and patterns of one language. Patterns are by length: full, long, medium, short."""

    months: tuple[str, ...]
    short_months: tuple[str, ...]
    days: tuple[str, ...]  # from Monday
    short_days: tuple[str, ...]
    dates: dict[str, str]
    times: dict[str, str]
    # How a date and a time stand together.
    joins: dict[str, str]
    # Words for 0 to 10, and for first to tenth; without them, figures are written.
    numbers: tuple[str, ...] = ()
    ordinals: tuple[str, ...] = ()
    # What figures get behind them as an ordinal.
    ordinal_mark: str = "."


def _patterns(written: str) -> dict[str, str]:
    return dict(zip(("full", "long", "medium", "short"), written.split("; "), strict=True))


def _tongue(**written: str) -> Tongue:
    def words(key: str) -> tuple[str, ...]:
        return tuple(written.get(key, "").split())

    return Tongue(
        months=words("months"), short_months=words("short_months"), days=words("days"), short_days=words("short_days"),
        numbers=words("numbers"), ordinals=words("ordinals"), ordinal_mark=written.get("ordinal_mark", "."),
        dates=_patterns(written["dates"]), times=_patterns(written["times"]), joins=_patterns(written["joins"]),
    )  # fmt: skip


_CLOCK = "HH:mm:ss zzzz; HH:mm:ss z; HH:mm:ss; HH:mm"
_COMMA = "{}, {}; {}, {}; {}, {}; {}, {}"

ENGLISH = _tongue(
    months="January February March April May June July August September October November December",
    short_months="Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec",
    days="Monday Tuesday Wednesday Thursday Friday Saturday Sunday",
    short_days="Mon Tue Wed Thu Fri Sat Sun",
    dates="EEEE, MMMM d, yyyy; MMMM d, yyyy; MMM d, yyyy; M/d/yy",
    times="h:mm:ss a zzzz; h:mm:ss a z; h:mm:ss a; h:mm a",
    joins="{} 'at' {}; {} 'at' {}; {}, {}; {}, {}",
)

_TONGUES: dict[str, Tongue] = {
    "en": ENGLISH,
    "es": _tongue(
        months="enero febrero marzo abril mayo junio julio agosto septiembre octubre noviembre diciembre",
        short_months="ene feb mar abr may jun jul ago sept oct nov dic",
        days="lunes martes miércoles jueves viernes sábado domingo", short_days="lun mar mié jue vie sáb dom",
        dates="EEEE, d 'de' MMMM 'de' y; d 'de' MMMM 'de' y; d MMM y; d/M/yy",
        times="H:mm:ss (zzzz); H:mm:ss z; H:mm:ss; H:mm", joins=_COMMA,
        numbers="cero uno dos tres cuatro cinco seis siete ocho nueve diez",
        ordinals="primero segundo tercero cuarto quinto sexto séptimo octavo noveno décimo", ordinal_mark="º",
    ),
    "fr": _tongue(
        months="janvier février mars avril mai juin juillet août septembre octobre novembre décembre",
        short_months="janv. févr. mars avr. mai juin juil. août sept. oct. nov. déc.",
        days="lundi mardi mercredi jeudi vendredi samedi dimanche", short_days="lun. mar. mer. jeu. ven. sam. dim.",
        dates="EEEE d MMMM y; d MMMM y; d MMM y; dd/MM/y", times=_CLOCK, joins="{} 'à' {}; {} 'à' {}; {}, {}; {} {}",
        numbers="zéro un deux trois quatre cinq six sept huit neuf dix",
        ordinals="premier deuxième troisième quatrième cinquième sixième septième huitième neuvième dixième",
        ordinal_mark="e",
    ),
    "pt": _tongue(
        months="janeiro fevereiro março abril maio junho julho agosto setembro outubro novembro dezembro",
        short_months="jan. fev. mar. abr. mai. jun. jul. ago. set. out. nov. dez.",
        days="segunda-feira terça-feira quarta-feira quinta-feira sexta-feira sábado domingo",
        short_days="seg. ter. qua. qui. sex. sáb. dom.",
        dates="EEEE, d 'de' MMMM 'de' y; d 'de' MMMM 'de' y; d 'de' MMM 'de' y; dd/MM/y", times=_CLOCK,
        joins="{} 'às' {}; {} 'às' {}; {}, {}; {}, {}",
        numbers="zero um dois três quatro cinco seis sete oito nove dez",
        ordinals="primeiro segundo terceiro quarto quinto sexto sétimo oitavo nono décimo", ordinal_mark="º",
    ),
    "de": _tongue(
        months="Januar Februar März April Mai Juni Juli August September Oktober November Dezember",
        short_months="Jan. Feb. März Apr. Mai Juni Juli Aug. Sept. Okt. Nov. Dez.",
        days="Montag Dienstag Mittwoch Donnerstag Freitag Samstag Sonntag", short_days="Mo. Di. Mi. Do. Fr. Sa. So.",
        dates="EEEE, d. MMMM y; d. MMMM y; dd.MM.y; dd.MM.yy", times=_CLOCK,
        joins="{} 'um' {}; {} 'um' {}; {}, {}; {}, {}",
        numbers="null eins zwei drei vier fünf sechs sieben acht neun zehn",
        ordinals="erste zweite dritte vierte fünfte sechste siebte achte neunte zehnte",
    ),
    "it": _tongue(
        months="gennaio febbraio marzo aprile maggio giugno luglio agosto settembre ottobre novembre dicembre",
        short_months="gen feb mar apr mag giu lug ago set ott nov dic",
        days="lunedì martedì mercoledì giovedì venerdì sabato domenica", short_days="lun mar mer gio ven sab dom",
        dates="EEEE d MMMM y; d MMMM y; d MMM y; dd/MM/yy", times=_CLOCK, joins=_COMMA,
        numbers="zero uno due tre quattro cinque sei sette otto nove dieci",
        ordinals="primo secondo terzo quarto quinto sesto settimo ottavo nono decimo", ordinal_mark="º",
    ),
}  # fmt: skip


def of(code: str) -> Tongue:
    """The tongue of a language, or English."""
    return _TONGUES.get(code, ENGLISH)


def known() -> tuple[str, ...]:
    """The languages that are here."""
    return tuple(_TONGUES)
