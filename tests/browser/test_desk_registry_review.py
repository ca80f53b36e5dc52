"""UX acceptance 17 and 20: review by keyboard under a Cyrillic layout; the blind second; the same person; undo."""

import pytest
from axe_playwright_python.sync_playwright import Axe

from kinline.audit.rules import WORKER
from kinline.notices.choices import Channel, Failure, NoticeState
from kinline.notices.models import Notice
from kinline.registry.choices import MarkKind, SourceKind
from kinline.registry.facts import BodyMark
from kinline.suggestions.choices import SuggestionState, Verdict
from kinline.suggestions.commands import judge, refresh_due
from kinline.suggestions.models import Suggestion

pytestmark = pytest.mark.browser
REASON = "Рідкісне прізвище і той самий день."


@pytest.fixture
def pair(told):
    told(
        family_name="Галаґан",
        given_name="Ілля",
        patronymic="Юрійович",
        born=(1998, 3, 12),
        marks=(BodyMark(kind=MarkKind.TATTOO, site="ліве передпліччя", motif="ластівка"),),
    )
    told(
        family_name="HALAHAN",
        given_name="ILLIA",
        patronymic="IHOROVYCH",
        born=(1998, 3, 12),
        said_fate="dead",
        source=SourceKind.HOSPITAL_LIST,
        source_name="Вигаданий шпиталь",
    )
    refresh_due(by=WORKER)
    return Suggestion.objects.get()


def press_on_a_cyrillic_layout(page, code, key):
    """What a browser tells of a physical key while the layout is Ukrainian: `code` is Latin, `key` is not."""
    page.evaluate(
        """([code, key]) => document.activeElement.dispatchEvent(
            new KeyboardEvent("keydown", {code, key, bubbles: true, cancelable: true}))""",
        [code, key],
    )


def test_a_pair_is_judged_by_keyboard_under_a_cyrillic_layout(enter, pair, anna):
    page = enter(anna)
    page.goto(f"{page.site}/comparisons/{pair.pk}/")
    press_on_a_cyrillic_layout(page, "Digit1", "1")
    assert page.is_checked("[data-key=Digit1]")
    page.keyboard.press("Tab")
    # Inside a field digits are digits: writing "2" does not choose the second answer.
    page.keyboard.type("2 ознаки: прізвище й день")
    assert page.is_checked("[data-key=Digit1]")
    page.keyboard.press("Control+Enter")
    page.wait_for_url("**/comparisons/")
    assert pair.judgements.get().verdict == Verdict.SAME
    assert page.locator(".toast").count() == 1


def test_the_second_does_not_see_the_first_and_undo_works(enter, pair, anna, iryna):
    first, second = enter(anna), enter(iryna)
    second.goto(f"{second.site}/comparisons/{pair.pk}/")
    before = second.inner_text("main")
    first.goto(f"{first.site}/comparisons/{pair.pk}/")
    first.check("[data-key=Digit1]")
    first.fill("[name=reason]", REASON)
    first.click("[data-key='Ctrl+Enter']")
    first.wait_for_url("**/comparisons/")

    second.reload()
    assert second.inner_text("main") == before
    assert REASON not in second.content()

    # The same person is refused, even if a form was left open.
    first.goto(f"{first.site}/comparisons/{pair.pk}/")
    assert first.locator("[name=verdict]").count() == 0
    token = first.locator("[name=csrfmiddlewaretoken]").first.get_attribute("value")
    again = first.request.post(
        f"{first.site}/comparisons/{pair.pk}/",
        form={"verdict": "same", "reason": "ще раз", "csrfmiddlewaretoken": token},
        headers={"referer": first.site},
    )
    assert again.status == 409
    assert pair.judgements.count() == 1

    second.check("[data-key=Digit1]")
    second.fill("[name=reason]", "І прізвище рідкісне.")
    second.click("[data-key='Ctrl+Enter']")
    second.wait_for_url("**/comparisons/")
    pair.refresh_from_db()
    assert pair.state == SuggestionState.SAME

    first.reload()
    assert "І прізвище рідкісне." in first.inner_text("aside")
    first.fill("[name=reason]", "Інший рік.")
    first.click(".button.danger")
    first.wait_for_selector("[data-key=Digit1]")
    pair.refresh_from_db()
    assert (pair.state, pair.round) == (SuggestionState.OPEN, 2)
    assert pair.left.person_id != pair.right.person_id


def test_every_page_is_clean_to_axe_and_scrolls_no_way_but_down(enter, pair, anna, iryna, halyna):
    Notice.objects.create(
        channel=Channel.EMAIL,
        address="maria@example.org",
        about="inquiry:12",
        language="uk",
        once_key="one",
        state=NoticeState.DEAD,
        failure=Failure.UNREACHABLE,
    )
    page = enter(halyna, width=320)
    judge(pair, Verdict.SAME, reason=REASON, by=anna)
    man = pair.left
    for address in (
        "/comparisons/",
        f"/comparisons/{pair.pk}/",
        "/registry/?q=Halahan",
        "/registry/new/",
        f"/registry/persons/{man.person_id}/",
        f"/registry/persons/{man.person_id}/status/",
        f"/registry/descriptions/{man.pk}/",
        f"/registry/descriptions/{man.pk}/correct/",
        "/registry/statuses/",
        "/notices/",
    ):
        page.set_viewport_size({"width": 320, "height": 800})
        page.goto(page.site + address)
        overflow = page.evaluate("document.documentElement.scrollWidth - innerWidth")
        assert overflow <= 0, (address, overflow)
        page.set_viewport_size({"width": 1280, "height": 900})
        found = Axe().run(page, options={"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]})
        assert found.violations_count == 0, (address, found.generate_report())
    assert [words for words in page.said if "Content Security Policy" in words] == []
