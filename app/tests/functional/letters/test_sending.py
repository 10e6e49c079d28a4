"""Letters of an interview, from its code to a mail server."""

import pytest

from chancery.sessions import Visitor

FIRST = "/session/\\w+"


def parts(letter):
    return {part.get_content_type(): part for part in letter.walk() if not part.is_multipart()}


def test_a_letter_goes_out_with_its_words_its_file_and_its_people(person, mailbox):
    person.write("Ann@example.org", "the rent", "Grüße & <b>marks</b> **here**")
    assert "It is on its way." in person.text
    [letter] = mailbox.letters
    assert (letter["From"], letter["To"]) == ("The Help Desk <help@example.org>", "Ann@example.org")
    assert (letter["Cc"], letter["Bcc"]) == ("Registry <registry@example.org>", None)
    assert letter["Reply-To"] == "Ada <ada@example.org>"
    assert letter["Subject"] == "A letter about **the rent**"
    assert mailbox.recipients == [["Ann@example.org", "registry@example.org", "archive@example.org"]]
    found = parts(letter)
    plain, page = found["text/plain"].get_content(), found["text/html"].get_content()
    assert "Grüße & <b>marks</b> **here**" in plain
    assert "important: look (https://example.org/)." in plain
    assert "Grüße &amp; &lt;b&gt;marks&lt;/b&gt; **here**" in page
    assert "<strong>important</strong>" in page
    assert found["application/pdf"].get_filename() == "statement.pdf"
    assert found["application/pdf"].get_content().startswith(b"%PDF-")


def test_nothing_is_sent_twice(person, new_person, mailbox):
    person.write("ann@example.org")
    sent = person.page.request
    person.get(person.path)
    person.get(person.path)
    person.form(FIRST, "Continue")
    assert "What next?" in person.text
    assert (len(mailbox.letters), sent.method) == (1, "GET")


def test_the_same_form_sent_twice_sends_one_letter(person, mailbox):
    person.get("/interview?i=letters:data/questions/mail.yml")
    before = person.page
    for status in (303, 409):
        person.page = before
        answer = person.form(FIRST, "Continue", field_0="ann@example.org", field_1="a", field_2="b")
        assert answer.status_code == status
    assert len(mailbox.letters) == 1


@pytest.mark.control("letters_once")
def test_a_program_that_dies_while_it_sends_does_not_send_again(person, new_person, mailbox):
    class Killed(BaseException):
        """The end of the process, as far as the code that runs can tell."""

    def die(*_arguments) -> None:
        raise Killed

    posting = person.client.application.extensions["chancery.sessions"]._posting
    posting._mark = die
    with pytest.raises(Killed):
        person.write("ann@example.org")
    assert len(mailbox.letters) == 1
    # Another process serves the person now.
    after = new_person()
    after.client = _with_cookies(after.client, person.client)
    after.get(_session(person))
    assert "We cannot tell whether the letter to ann@example.org was sent." in after.text
    after.get(after.path)
    after.form(FIRST, "Continue")
    assert len(mailbox.letters) == 1
    after.form("/letter/\\w+")
    assert len(mailbox.letters) == 2
    assert "Sent to ann@example.org." in after.text


def test_a_program_that_dies_before_it_sends_says_so(person, new_person, mailbox):
    person.client.application.extensions["chancery.sessions"]._posting.send = lambda _visitor, session, _begun: session
    person.write("ann@example.org")
    assert "We cannot tell whether the letter to ann@example.org was sent." in person.text
    assert not mailbox.letters


def test_a_letter_that_the_mail_server_does_not_take(person, mailbox):
    mailbox.down = True
    assert person.write("ann@example.org").status_code == 303
    assert "The letter to ann@example.org could not be sent." in person.text
    assert "Your answers are stored." in person.text
    # The interview goes on meanwhile, and the letter waits for the person.
    person.form(FIRST, "Continue")
    assert "could not be sent" in person.text
    person.form("/letter/\\w+")
    assert "could not be sent" in person.text
    mailbox.down = False
    person.form("/letter/\\w+")
    assert "Sent to ann@example.org." in person.text
    assert len(mailbox.letters) == 1
    person.get(person.path)
    person.form(FIRST, "Finish")
    assert "Sent to" not in person.text
    assert len(mailbox.letters) == 1


def test_a_mail_server_that_takes_a_letter_and_then_hangs_up(person, mailbox):
    """It has the letter: whoever is told otherwise sends it twice."""
    mailbox.farewell = "421 closing"
    person.write("ann@example.org")
    assert "It is on its way." in person.text
    assert "could not be sent" not in person.text
    assert len(mailbox.letters) == 1


def test_a_letter_that_reaches_some_only(person, mailbox):
    mailbox.refused = {"registry@example.org"}
    person.write("ann@example.org")
    assert "did not reach everyone" in person.text
    assert 'value="Send it again"' not in person.page.text
    assert mailbox.recipients == [["ann@example.org", "archive@example.org"]]


def test_letters_go_out_before_the_session_is_erased(person, mailbox):
    person.write("ann@example.org")
    person.form(FIRST, "Continue")
    mailbox.down = True
    person.form(FIRST, "Write and leave")
    assert "The letter to ann@example.org could not be sent." in person.text
    mailbox.down = False
    person.form(FIRST, "Write and leave")
    assert [letter["Subject"] for letter in mailbox.letters[1:]] == ["Last"]
    assert "erased" in person.text


def test_back_does_not_forget_what_became_of_a_letter(person, mailbox):
    mailbox.down = True
    person.write("ann@example.org")
    person.form("/back")
    assert "To whom shall we write?" in person.text
    assert "could not be sent" in person.text


def test_a_session_sends_so_many_and_no_more(new_person, mailbox):
    person = new_person(max_letters_per_session=1)
    person.write("ann@example.org")
    person.form(FIRST, "Continue")
    person.form(FIRST, "Write once more")
    assert "has sent as many letters as it may" in person.text
    # Going back and answering again makes no more room.
    person.form("/back")
    person.form(FIRST, "Write once more")
    assert len(mailbox.letters) == 1


def test_a_process_sends_so_many_within_an_hour(new_person, mailbox):
    person = new_person(max_letters_per_hour=1)
    person.write("ann@example.org")
    person.form(FIRST, "Continue")
    person.form(FIRST, "Write once more")
    assert "could not be sent" in person.text
    assert len(mailbox.letters) == 1


def test_nothing_goes_out_where_mail_is_off(new_person, mailbox):
    person = new_person(interview_mail_enabled=False)
    person.write("ann@example.org")
    assert "It cannot be sent." in person.text
    person.form(FIRST, "Continue")
    person.form(FIRST, "Finish")
    assert "E-mail this document" not in person.page.text
    assert not mailbox.letters


@pytest.mark.control("letters_once")
@pytest.mark.parametrize(
    "address",
    ["ann@example.org\r\nBcc: eve@example.org", "ann@example.org, eve@example.org", "ann", "<ann@example.org",
     "ann@example.org>\n", "a" * 65 + "@" + "b" * 250],
)  # fmt: skip
def test_an_address_that_is_more_than_one(person, mailbox, address):
    person.write(address)
    assert "It cannot be sent." in person.text
    assert not mailbox.letters


@pytest.mark.control("letters_once")
def test_a_name_that_looks_like_a_header(person, mailbox):
    person.write("Ann\r\nBcc: eve@example.org <ann@example.org>")
    [letter] = mailbox.letters
    assert letter["To"].addresses[0].addr_spec == "ann@example.org"
    assert letter["Bcc"] is None
    assert mailbox.recipients[0][0] == "ann@example.org"
    assert "eve@example.org" not in mailbox.recipients[0]


@pytest.mark.control("letters_once")
def test_a_subject_of_several_lines_is_one_line(person, mailbox):
    person.write("ann@example.org", "rent\r\nBcc: eve@example.org\r\n\r\nbody\u2028more\x00")
    [letter] = mailbox.letters
    assert letter["Subject"] == "A letter about **rent Bcc: eve@example.org body more**"
    assert letter["Bcc"] is None
    assert "eve@example.org" not in mailbox.recipients[0]


def _session(person) -> str:
    [row] = person.client.application.extensions["chancery.sessions"].list(_visitor(person))
    return f"/session/{row.uid}"


def _visitor(person):
    return Visitor.from_cookie(person.client.get_cookie("__Host-chancery", domain="answers.example.org").value)


def _with_cookies(client, other):
    cookie = other.get_cookie("__Host-chancery", domain="answers.example.org")
    client.set_cookie("__Host-chancery", cookie.value, domain="answers.example.org")
    return client
