"""What is made of a form: fields that are filled in as asked, and fields that are not."""

import datetime as dt
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from urllib.parse import quote_from_bytes

from tests.house.naughty.pages import Control, Form
from tests.house.naughty.strings import ALONE, LONG, TOGETHER, WRONG, batch

Value = str | bytes
#: So often every field of a form is wrong; of so many fields each is wrong once while the others are right.
_ROUNDS, _SINGLY = 3, 6
#: What stands in a field whose form asks for something that only looks like words.
_ASKED = {
    "_day": "12",
    "_month": "5",
    "_year": "1990",
    "hours_from": "18:00",
    "hours_to": "20:00",
    "hour_from": "18:00",
    "hour_to": "20:00",
    "username": "mariia",
    "people": "3",
    "sent_at": "2026-01-02T10:00",
    "learned_at": "2026-01-02T10:00",
}
_KINDS = {
    "date": "2026-01-02",
    "datetime-local": "2026-01-02T10:00",
    "time": "18:00",
    "number": "20",
    "email": "maria@example.org",
    "tel": "+380671234567",
    "password": "correct horse battery",
}


@dataclass(slots=True)
class Sent:
    """One sending of a form. `typed` is what stands in fields for words, by name."""

    what: str
    pairs: list[tuple[str, Value]]
    typed: dict[str, Value] = field(default_factory=dict)

    def body(self) -> bytes:
        return "&".join(f"{_quoted(name)}={_quoted(value)}" for name, value in self.pairs).encode()


def _quoted(value: Value) -> str:
    return quote_from_bytes(value if isinstance(value, bytes) else value.encode("utf-8", "surrogatepass"))


def is_for_words(control: Control) -> bool:
    """Whether anything may be typed there."""
    as_asked = control.is_numeric or any(control.name.endswith(end) for end in _ASKED)
    return control.kind in {"text", "textarea", "search"} and not as_asked


def as_asked(control: Control, turn: int, *, ticks: bool = True) -> str | None:
    """What the form asks for there; another choice at every turn. None is a box that is not ticked."""
    today = dt.date.today().isoformat()  # noqa: DTZ011  # any day
    if control.kind in {"radio", "select"}:
        choices = [option for option in control.options if option] or [""]
        return choices[turn % len(choices)]
    if control.kind == "checkbox":
        return control.value if ticks else None
    for end, value in _ASKED.items():
        if control.name.endswith(end):
            return value
    if control.kind in {"hidden", "button", "submit"}:
        return control.value
    if control.kind == "date":
        return today
    return control.value or _KINDS.get(control.kind, "20" if control.is_numeric else "Марія")


def _filled(form: Form, turn: int, typed: dict[str, Value]) -> Sent:
    pairs: list[tuple[str, Value]] = []
    for control in form.controls:
        value = typed.get(control.name)
        if value is None:
            value = as_asked(control, turn, ticks=turn % 3 != 2)  # two of three turns
        if value is not None and control.kind != "file":
            pairs.append((control.name, value))
    return Sent("words", pairs, typed)


def sendings(form: Form) -> Iterator[Sent]:
    """All that is sent to one form: every string in some field for words, and in the others what nobody asked for."""
    controls = [each for each in form.controls if each.name != "csrfmiddlewaretoken"]
    token: list[tuple[str, Value]] = [("csrfmiddlewaretoken", form.value_of("csrfmiddlewaretoken") or "")]
    words = [each for each in controls if is_for_words(each)]
    yield from _words(form, words)
    yield Sent("nothing", token)
    if not controls:
        return
    yield Sent("half of it", [*token, *((each.name, as_asked(each, 1) or "") for each in controls[::2])])
    for turn in range(_ROUNDS):
        wrong = [
            (each.name, WRONG[(number * 7 + turn * len(WRONG) // _ROUNDS) % len(WRONG)])
            for number, each in enumerate(controls)
        ]
        yield Sent("all wrong", token + wrong, dict(wrong))
    for number, control in enumerate([each for each in controls if not is_for_words(each)][:_SINGLY]):
        value = ("no-such-choice", WRONG[number * 5 % len(WRONG)], "9" * 20)[number % 3]
        yield _filled(form, number, {control.name: value})
    yield Sent(
        "twice", token + [(each.name, value) for each in controls for value in (as_asked(each, 0) or "", "я")]
    )


def _words(form: Form, words: Sequence[Control]) -> Iterator[Sent]:
    yield _filled(form, 0, {})
    alone, together, turn = list(ALONE), list(TOGETHER), 0
    while words and (alone or together):
        typed: dict[str, Value] = {}
        for control in words:
            if (together and (turn + len(typed)) % 3) or not alone:
                typed[control.name] = batch(together, control.longest or 4000) if together else "..."
            else:
                typed[control.name] = alone.pop()
        yield _filled(form, turn, typed)
        turn += 1
    if words:
        yield _filled(form, 0, {each.name: LONG for each in words[:3]})


def address_with(path: str, said: dict[str, Value]) -> str:
    """The path with these query parameters."""
    return f"{path}?{Sent('address', list(said.items())).body().decode()}"
