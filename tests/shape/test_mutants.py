"""The lists of mutants keep up with the tree: one that no longer fits it fails here, not weeks later."""

from tests.mutation.mutants import ROOT, aimed, stale_excuses


def test_every_aimed_mutant_can_still_be_tried():
    mutants, wrong = aimed()
    assert wrong == []
    assert mutants


def test_the_tests_an_aimed_mutant_names_are_there():
    for mutant in aimed()[0]:
        for name in mutant.tests:
            file, _, test = name.partition("::")
            assert f"def {test.partition('[')[0].rpartition('::')[2]}(" in (ROOT / file).read_text() if test else (ROOT / file).is_file(), name


def test_every_aimed_mutant_names_its_tests():
    """So that all are tried in minutes, without asking first which test touches which line."""
    assert [f"{mutant.file}: {mutant.breaks}" for mutant in aimed()[0] if not mutant.tests] == []


def test_every_excused_survivor_is_still_there_and_has_a_reason():
    assert stale_excuses() == []
