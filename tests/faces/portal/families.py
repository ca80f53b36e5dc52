"""How an invented family walks through the portal, for the tests of this folder."""

import re

ANSWERS = {
    "name": {
        "family_name": "Галаґан",
        "given_name": "Ілля",
        "patronymic": "Юрійович",
        "other_names": "Ілюша",
    },
    "sex": {"sex": "male"},
    "birth": {"birth_day": "12", "birth_month": "березня", "birth_year": "1998"},
    "home": {"birth_place": "Kobeliaky", "home_region": "Полтавщина"},
    "last-contact": {
        "last_contact_year": "2024",
        "last_contact_month": "5",
        "last_contact_place": "Покровськ",
    },
    "marks": {"kind_1": "tattoo", "site_1": "ліве передпліччя", "motif_1": "ластівка"},
    "looks": {"looks": "високий", "anything_else": "окуляри"},
    "unit": {"unit": ""},
    "you": {"who_name": "Марія", "relation": "mother"},
    "reach": {"phone": "067 123 45 48", "email": "maria@example.org"},
    "hours": {"hour_from": "18:00", "hour_to": "20:00", "zone": "Europe/Kyiv", "never": "в неділю"},
    "safety": {"who_else_answers": "свекруха", "may_leave_message": "no", "may_say_who": "unknown"},
    "word": {"call_word": "ластівка"},
    "sharing": {"agency": "on"},
}
UNKNOWN = {"unknown": "1"}


def walk(client, answers=ANSWERS):
    """Answer question after question; what is not in `answers` is "I do not know". Where it ends."""
    page = client.post("/begin/")
    while (found := re.fullmatch(r"/ask/([a-z-]+)/", page.url)) and found[1] != "check":
        assert client.get(page.url).status_code == 200
        page = client.post(page.url, answers.get(found[1], UNKNOWN))
        assert page.status_code == 302, page.content.decode()
    return page.url


def numbers(page):
    """Reference and PIN as a receipt shows them."""
    found = re.findall(r'<dd class="code"><span class="num">([\d\xa0]+)</span>', page.content.decode())
    return [number.replace("\xa0", "") for number in found]


def ask(client, answers=ANSWERS):
    """Ask to the end. Reference and PIN."""
    walk(client, answers)
    client.post("/ask/send/")
    return numbers(client.get("/receipt/"))


def sign_in(client, reference, pin):
    return client.post("/sign-in/", {"reference": reference, "pin": pin})
