"""A death that was told is suspended, the family is called, and two people restore it: in real Chromium."""

from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.utils import timezone
from tests.browser.conftest import SHOTS
from tests.exchange.leaving import asked, work
from tests.faces.desk.conftest import *  # noqa: F403  # the same cast and the same invented man

from kinline.exchange.forwarding import commands as forwarding
from kinline.inquiries.choices import NewsKind, TellingOutcome, TellingWay
from kinline.inquiries.commands import record_telling, restore
from kinline.inquiries.models import Correction
from kinline.registry.models import StatusReport, Suspension

pytestmark = pytest.mark.browser
WIDTHS = (320, 768, 1280)
SIDEWAYS = "document.documentElement.scrollWidth > document.documentElement.clientWidth"


@pytest.fixture
def told_of_death(dead_man, anna, iryna):
    record_telling(
        dead_man,
        news=NewsKind.DEATH,
        way=TellingWay.VOICE,
        outcome=TellingOutcome.REACHED,
        note="",
        second_present=iryna,
        by=anna,
    )
    return dead_man


def _look(page, name):
    """No barrier, nothing sideways, and a picture for people, at each width."""
    Path(SHOTS).mkdir(exist_ok=True)
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": 900})
        assert not page.evaluate(SIDEWAYS), f"{name} at {width}"
        page.screenshot(path=f"{SHOTS}/falsenews-{name}-{width}.png", full_page=True)
    found = Axe().run(page, options={"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]})
    assert found.violations_count == 0, found.generate_report()


def test_suspend_a_death_that_was_told_correct_it_and_restore_it_by_two(
    enter, told_of_death, anna, iryna, halyna
):
    report = StatusReport.objects.get(seconded_at__isnull=False)
    page = enter(halyna)
    page.set_default_timeout(8000)

    page.goto(f"{page.site}/registry/persons/{report.person_id}/")
    page.locator("a[href^='/statuses/'][href$='/suspend/']").click()
    page.get_by_role("button", name="Призупинити зараз").click()
    assert page.locator(".field.error").count() == 1
    _look(page, "suspend")
    page.get_by_label("Чому ви в цьому сумніваєтеся?").fill("Номер належить іншій людині.")
    page.get_by_role("button", name="Призупинити зараз").click()
    page.get_by_text("ніде не враховується").first.wait_for()
    _look(page, "person")

    anna_page = enter(anna)
    anna_page.set_default_timeout(8000)
    anna_page.goto(f"{anna_page.site}/")
    _look(anna_page, "home")
    anna_page.get_by_role("link", name="Сказати всім, кому сказали:").click()
    anna_page.get_by_text("Номер належить іншій людині.").wait_for()
    assert anna_page.get_by_text("поруч Iryna").count() == 1
    _look(anna_page, "correction")
    anna_page.get_by_role("link", name="Поговорити з цією родиною").click()
    _look(anna_page, "talk")
    assert anna_page.get_by_text("We are not sure of it any more.").count() == 1  # Maria's language
    anna_page.locator("input[name=way][value=voice]").check()
    anna_page.locator("input[name=outcome][value=reached]").check()
    anna_page.locator("form[data-keep=correct] button").click()
    anna_page.get_by_text("Розмову записано: родині сказано.").wait_for()
    assert Correction.objects.get().closed_at is not None
    _look(anna_page, "file")

    for staff, done in ((anna, "Те саме має сказати друга"), (iryna, "Відновлено.")):
        window = enter(staff)
        window.set_default_timeout(8000)
        window.goto(f"{window.site}/corrections/")
        _look(window, "corrections")
        window.locator("a[href^='/suspensions/']").click()
        _look(window, f"restore-{staff.username}")
        window.get_by_label("Чому це правильно?").fill("Документ справжній, номер переписано з помилкою.")
        window.get_by_role("button", name="Це правильно").click()
        window.get_by_text(done).wait_for()
    report.refresh_from_db()
    assert report.stands


def test_colleagues_vouch_for_each_other_and_take_it_back(enter, anna, oleh, taras):
    page = enter(anna)
    page.goto(f"{page.site}/colleagues/")
    _look(page, "colleagues")
    page.get_by_role("link", name="Oleh").click()
    page.get_by_role("button", name="Поручаюся").click()
    assert page.locator(".field.error, .error").count() >= 1
    _look(page, "colleague")
    page.get_by_label("Я знаю цю людину на ім’я").check()
    page.get_by_role("button", name="Поручаюся").click()
    page.get_by_text("Записано. Ви поручилися").wait_for()
    page.get_by_text("Відкликати", exact=True).first.click()
    page.get_by_label("Чому ви це відкликаєте?").first.fill("Переплутано людей.")
    page.get_by_role("button", name="Відкликати зараз").first.click()
    page.get_by_text("Переплутано людей.").wait_for()
    _look(page, "colleague-after")


@pytest.fixture
def sent_on(dead_man, petro, halyna):
    """The hospital's word of his death went to an agency in a file."""
    said = asked(groups={"death": "law"}, source_kinds=["hospital_list"], recipient_name="Вигадане агентство")
    export = forwarding.ask_export(said, by=petro)
    work()
    forwarding.decide_export(export, agrees=True, by=halyna)
    work()
    export.refresh_from_db()
    forwarding.take_file(export, by=petro).close()
    return export.forwarding


def test_a_recipient_of_a_file_with_a_suspended_death_is_told_though_no_family_was(
    enter, sent_on, halyna, petro, iryna
):
    report = StatusReport.objects.get(seconded_at__isnull=False)
    page = enter(halyna)
    page.set_default_timeout(8000)
    page.goto(f"{page.site}/registry/persons/{report.person_id}/")
    page.locator("a[href^='/statuses/'][href$='/suspend/']").click()
    page.get_by_label("Чому ви в цьому сумніваєтеся?").fill("Номер належить іншій людині.")
    page.get_by_role("button", name="Призупинити зараз").click()
    page.goto(f"{page.site}/")
    page.get_by_role("link", name="Сказати всім, кому сказали:").click()
    page.get_by_role("heading", name="Отримали це у файлі: Вигадане агентство").wait_for()
    assert page.get_by_text("Який файл").count() == 0
    _look(page, "correction-recipient")

    window = enter(petro)
    window.set_default_timeout(8000)
    window.goto(f"{window.site}/")
    _look(window, "home-recipient")
    window.goto(f"{window.site}/forwarding/")
    _look(window, "log-recipient")
    window.get_by_role("link", name="Повідомити одержувача: Вигадане агентство").click()
    window.get_by_role("button", name="Одержувача повідомлено").click()
    assert window.locator(".field.error").count() == 3
    _look(window, "recall-errors")
    window.get_by_label("День, коли одержувача повідомлено").fill(timezone.localdate().isoformat())
    window.get_by_label("Як?").select_option("post")
    window.get_by_label("Що надіслано чи сказано?").fill("Лист 14/2; підтверджено телефоном.")
    window.get_by_role("button", name="Одержувача повідомлено").click()
    window.get_by_text("Записано для 1 файлу").wait_for()
    assert Correction.objects.get().closed_at is not None
    _look(window, "recall-told")
    page.reload()
    page.get_by_text("Лист 14/2").wait_for()
    suspension = Suspension.objects.get()
    for staff in (halyna, iryna):
        restore(suspension, reason="Документ справжній.", by=staff)
    for locale in ("ru", "en"):
        window = enter(iryna if locale == "ru" else petro, locale=locale)
        path = (
            f"corrections/{Correction.objects.get().pk}/"
            if locale == "ru"
            else f"forwarding/log/{sent_on.pk}/"
        )
        window.goto(f"{window.site}/{path}")
        _look(window, f"recall-{locale}")
