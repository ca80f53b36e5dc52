"""Pages of the gallery. Everyone here is invented; the words are Ukrainian."""

from types import SimpleNamespace

from django import forms
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import render

from kinline.design.forms import ChoiceWithUnknown, DigitsField, PartialDateField, PhoneField

PORTAL = ("start", "question", "choice", "check", "receipt", "status", "signin", "elements")
DESK = ("home", "queue", "review", "cases", "intake", "file", "figures", "login", "script")
PAGES = PORTAL + DESK

INSTALLATION = SimpleNamespace(
    portal_name="",
    operator_name="Комітет родин (вигаданий)",
    mandate_sentence="Ми не належимо до жодної зі сторін.",
    is_demo=True,
)
ANNA = SimpleNamespace(
    is_authenticated=True, display_name="Анна Т.", role_names=["ведуча справ", "друга підписантка"]
)


class BirthForm(forms.Form):
    born = PartialDateField(
        label="Коли він народився?", help_text="Впишіть те, що знаєте. Досить самого року."
    )


class WhereForm(forms.Form):
    where = ChoiceWithUnknown(
        label="Звідки ви востаннє мали від нього звістку?",
        choices=[
            ("call", "Він телефонував сам"),
            ("message", "Повідомлення"),
            ("other", "Через інших людей"),
        ],
        hints={"other": "Побратим, волонтер, командир, незнайома людина"},
    )


class SignInForm(forms.Form):
    reference = DigitsField(length=10, label="Номер запиту", help_text="10 цифр, на вашій квитанції")
    pin = DigitsField(length=6, label="PIN", help_text="6 цифр")
    phone = PhoneField(label="Телефон", required=False)


class IntakeForm(forms.Form):
    caller = forms.CharField(label="Хто телефонує")
    phone = PhoneField(label="Телефон")
    language = forms.ChoiceField(label="Мова", choices=[("uk", "українська"), ("ru", "російська")])
    family_name = forms.CharField(label="Прізвище", help_text="як у документах, якщо відомо")
    given_name = forms.CharField(label="Ім’я")
    patronymic = forms.CharField(label="По батькові", required=False)
    born = PartialDateField(label="Народився", required=False)
    marks = forms.CharField(label="Прикмети", widget=forms.Textarea({"rows": 3}), required=False)
    safe = ChoiceWithUnknown(
        label="Чи може хтось інший відповісти на цей телефон?", choices=[("no", "Ні"), ("yes", "Так")]
    )
    consent = forms.BooleanField(label="Можна передавати Агентству з розшуку", required=False)


class FilterForm(forms.Form):
    q = forms.CharField(label="Ім’я або номер", required=False)
    state = forms.ChoiceField(
        label="Стан", choices=[("", "усі відкриті"), ("w", "чекає на дзвінок")], required=False
    )
    who = forms.ChoiceField(label="Хто веде", choices=[("", "будь-хто"), ("a", "Анна Т.")], required=False)


def nav(current):
    rooms = [
        ("home", "house", "Моя робота", 7), ("queue", "phone", "Дзвінки", 4), ("cases", "files", "Справи", 0),
        ("review", "compare", "Порівняння", 14), ("registry", "search", "Реєстр", 0),
        ("posts", "image", "Впізнання", 2), ("rights", "scale", "Права", 3),
        ("handovers", "heart-handshake", "Передачі", 0), ("figures", "chart", "Цифри", 0),
        ("exchange", "send", "Обмін", 0),
    ]  # fmt: skip
    icons = {"house": "home"}
    return [
        SimpleNamespace(url=url, icon=icons.get(icon, icon), label=label, count=count, current=url == current)
        for url, icon, label, count in rooms
    ]


def form_for(name):
    return {
        "question": lambda: BirthForm({"born_day": "12", "born_month": "13", "born_year": "1998"}),
        "choice": WhereForm,
        "signin": lambda: SignInForm({"reference": "4417 2093 5", "pin": "12a456", "phone": ""}),
        "intake": lambda: IntakeForm({"phone": "067 12", "family_name": "Галаґан", "caller": "мати"}),
        "login": SignInForm,
        "cases": FilterForm,
    }.get(name, lambda: None)()


def index(request):
    return HttpResponse("".join(f'<p><a href="/{name}">{name}</a></p>' for name in PAGES))


def page(request, name):
    if name not in PAGES:
        raise Http404
    request.user = SimpleNamespace(is_authenticated=False) if name == "login" else ANNA
    columns = [
        {"label": "Номер", "sort": "reference"}, {"label": "Про кого", "sort": "name"},
        {"label": "Відкрито", "sort": "opened"}, {"label": "Стан"},
        {"label": "Слово родині до", "sort": "due"},
    ]  # fmt: skip
    context = {
        "installation": INSTALLATION,
        "desk_nav": nav(name),
        "form": form_for(name),
        "columns": columns,
        "page": Paginator(range(1, 470), 25).page(3),
    }
    status = 422 if context["form"] and context["form"].errors else 200
    return render(request, f"gallery/{name}.html", context, status=status)
