"""What can happen to attachments."""

from dataclasses import dataclass

from eventsite.kernel.facts import Fact


@dataclass(frozen=True, kw_only=True)
class AttachmentDropped(Fact):
    """Nothing needs the attachment any more; its files are due to be deleted."""
