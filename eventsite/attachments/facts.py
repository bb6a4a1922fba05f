"""What can happen to attachments."""

from dataclasses import dataclass
from typing import ClassVar

from eventsite.kernel.facts import Fact, Lane


@dataclass(frozen=True, kw_only=True)
class AttachmentKept(Fact):
    """Something needs the attachment from now on."""


@dataclass(frozen=True, kw_only=True)
class AttachmentDropped(Fact):
    """Nothing needs the attachment any more; its files are due to be deleted."""

    lane: ClassVar[Lane] = Lane.BULK


@dataclass(frozen=True, kw_only=True)
class AttachmentForgotten(Fact):
    """The attachment's files are gone, and what was known of it with them."""
