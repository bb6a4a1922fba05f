"""The measures of plain language that the sentences of pages are held to."""

from tests.shape.plain_language import measure, syllables

HARD = (
    "Stakeholders will be required to facilitate the operationalisation of multidisciplinary deliverables, notwithstanding "
    "considerable organisational constraints, in order to leverage opportunities for transformational co-design going forward across all of the participating institutional partners and beyond."
)


def test_hard_words_are_seen_and_plain_ones_pass():
    assert measure("We meet on Saturday. Bring a friend. There is tea. You may leave when you like.").faults == []
    faults = " ".join(measure(HARD).faults)
    for part in ("a sentence of", "reading ease", "jargon"):
        assert part in faults


KNOWN = dict(zip(["cat", "table", "people", "registration", "the", "home", "asked", "wanted", "horses", "interpreter", "idea", "little", "receive"], (1, 2, 2, 4, 1, 1, 1, 2, 2, 4, 2, 2, 2), strict=True))


def test_syllables_of_known_words():
    right = sum(syllables(word) == count for word, count in KNOWN.items())
    assert right >= len(KNOWN) - 2
