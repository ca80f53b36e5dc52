"""Values to be known again, and two who judge."""

from kinline.suggestions import commands as suggestions
from kinline.suggestions.choices import Verdict

PHONE, EMAIL, OTHER_PHONE = "+447700900148", "maria.invented@example.org", "+447700900999"
CALL_WORD = "калина"

#: What the rich family's files say and nobody else's.
PLANTED = (
    "Галаґанов", "Унікаллій", "Юркович", "Ілюшка", "Кобелякиста", "Полтавщинна", "Республікова", "Лейтенантик",
    "НБР-778899", "Державська", "Військчастина", "Родичека", "Адресорода", "Листадреса", "Кого-сповістити",
    "Здоровенний",
    "Будовистий", "Волоссявий", "Очистий", "Одягнутий", "Речистий", "Зубатий", "Розповідайко", "Татуйований",
    "Ластівковий", "Покровськовий", "весна-1998-десь", "травень-десь", "Пізнєслово",
    "Марія Вигадана", "свекруха-Вигадана", "не-в-неділю", CALL_WORD, PHONE, EMAIL, OTHER_PHONE,
    "нотатка-дзвінка", "про-кого-дзвінок", "нотатка-розмови", "нотатка-рішення", "мати-каже-так", "і-мені-так",
    "кого-він-назвав", "бажання-стерти", "так-це-вона", "перевірка-тиха",
)  # fmt: skip


def matched(first, second, anna, iryna):
    """Two people judge two descriptions one man."""
    pair = suggestions.suggest_by_hand(first, second, by=anna)
    suggestions.judge(pair, Verdict.SAME, reason="мати-каже-так", by=anna)
    return suggestions.judge(pair, Verdict.SAME, reason="і-мені-так", by=iryna)
