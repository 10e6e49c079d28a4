"""The documents of a screen, sent to an address that the person types."""

import pytest


def send(person, **fields):
    return person.form("/email", **fields)


def names(letter):
    return [part.get_filename() for part in letter.iter_attachments()]


def test_the_documents_go_to_the_address(person, mailbox):
    person.ready()
    assert 'value="ada@example.org"' in person.page.text
    assert send(person, address=" zoe@example.org ").status_code == 303
    assert "Sent to zoe@example.org." in person.text
    letter = mailbox.letters[-1]
    assert (letter["To"], letter["Subject"], names(letter)) == (
        "zoe@example.org", "Statement of Hello", ["statement.pdf"]
    )  # fmt: skip
    assert letter.get_body(("plain",)).get_content().strip() == "It is attached."
    # Reloading the page sends nothing, and neither does the form once more.
    before = person.page
    person.get(person.path)
    assert "Sent to zoe@example.org." in person.text
    person.page = before
    send(person, address="zoe@example.org")
    assert len(mailbox.letters) == 3


def test_the_editable_file_goes_too_if_she_says_so(person, mailbox):
    person.ready()
    send(person, address="zoe@example.org", editable="1")
    assert names(mailbox.letters[-1]) == ["statement.pdf", "statement.docx"]


@pytest.mark.control("letters_once")
@pytest.mark.parametrize("address", ["", "zoe", "zoe@example.org\nBcc: eve@example.org", "a@b.example, c@d.example"])
def test_what_is_no_address(person, mailbox, address):
    person.ready()
    answer = send(person, address=address)
    assert answer.status_code == 422
    assert "That is not an e-mail address. Type one like name@example.org." in person.text
    assert len(mailbox.letters) == 1


def test_a_failure_keeps_the_document_and_offers_to_try_again(person, mailbox):
    person.ready()
    mailbox.down = True
    send(person, address="zoe@example.org")
    assert "The letter to zoe@example.org could not be sent." in person.text
    mailbox.down = False
    person.form("/letter/\\w+")
    assert "Sent to zoe@example.org." in person.text
    assert names(mailbox.letters[-1]) == ["statement.pdf"]


def test_a_screen_without_documents_sends_none(person, mailbox):
    person.get("/interview?i=letters:data/questions/mail.yml")
    form = {"_csrf": "", "_revision": "1", "address": "zoe@example.org"}
    form["_csrf"] = person.page.text.split('name="_csrf" value="')[1].split('"')[0]
    assert person.send(person.path + "/email", form).status_code == 404
    assert not mailbox.letters
