"""One's own account: language, password, signing out everywhere."""

from kinline.accounts.models import Staff

SAID = {"old": "correct horse battery", "new": "a long enough sentence"}


def test_a_language_is_kept_and_shown_from_the_next_page_on(desk_as, oleh):
    client = desk_as(oleh)
    client.post("/language/", {"language": "en"})
    client.post("/account/language/", {"language": "uk"})
    assert Staff.objects.get(pk=oleh.pk).language == "uk"
    assert '<html lang="uk">' in client.get("/account/").content.decode()


def test_an_unknown_language_is_refused(desk_as, oleh):
    assert desk_as(oleh).post("/account/language/", {"language": "tlh"}).status_code == 422


def test_a_new_password_ends_all_other_sessions(desk_as, oleh):
    here, elsewhere = desk_as(oleh), desk_as(oleh)
    page = here.post("/account/password/", SAID, follow=True)
    assert "The new password holds" in page.content.decode()
    assert here.get("/account/").status_code == 200
    assert elsewhere.get("/account/").status_code == 302


def test_a_wrong_old_password_changes_nothing(desk_as, oleh):
    page = desk_as(oleh).post("/account/password/", SAID | {"old": "a guess"})
    assert page.status_code == 409
    assert "does not fit" in page.content.decode()
    assert Staff.objects.get(pk=oleh.pk).check_password("correct horse battery")


def test_signing_out_everywhere_ends_every_session(desk_as, oleh):
    here, elsewhere = desk_as(oleh), desk_as(oleh)
    assert here.post("/account/sign-out-everywhere/")["Location"] == "/sign-in/"
    assert here.get("/account/").status_code == 302
    assert elsewhere.get("/account/").status_code == 302
