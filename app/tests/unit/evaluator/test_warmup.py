from chancery.evaluator import warmup
from chancery.language import Interview


def test_the_warm_up_is_answered_to_its_end(monkeypatch):
    """It warms nothing if it stops at an error of its own, and nobody would notice."""
    results = []
    load = warmup.load

    def spied(library, name):
        interview = load(library, name)
        run = interview.run
        monkeypatch.setattr(interview, "run", lambda job: results.append(run(job)) or results[-1])
        return interview

    monkeypatch.setattr(warmup, "load", spied)
    warmup.warm_up()
    assert not any(result.screen.errors for result in results)
    assert results[-1].screen.title.startswith("Thank you")
    assert len({result.screen.title for result in results}) > 3


def test_a_rehearsal_makes_one_screen_of_it(monkeypatch):
    rehearse = warmup.warm_up()
    made = []
    run = Interview.run
    monkeypatch.setattr(Interview, "run", lambda self, job: made.append(run(self, job)) or made[-1])
    rehearse()
    assert [result.screen.title.startswith("Thank you") for result in made] == [True]
