"""Refusals: a rule said no. Each carries one plain sentence for the person, and a form field where one fits."""


class Refusal(Exception):  # noqa: N818 - a refusal is an answer, not an error
    """A rule said no; leaving the unit of work with it undoes everything."""

    def __init__(self, sentence: str, field: str | None = None) -> None:
        super().__init__(sentence)
        self.sentence = sentence
        self.field = field


class NotAllowed(Exception):  # noqa: N818
    """The actor may see the thing, but may not do this to it. Shown as 403."""


class NotVisible(Exception):  # noqa: N818
    """For this actor the thing does not exist. Shown as 404."""


class ChangedMeanwhile(Exception):  # noqa: N818
    """Somebody else changed the thing after the actor last saw it. Shown as 409 with both versions."""

    def __init__(self, now: int | None = None, seen: int | None = None) -> None:
        """Say which version is there and which was seen; None where the thing carries none."""
        super().__init__(f"version {now}, seen {seen}")
        self.now = now
        self.seen = seen
