"""What people are asked when they sign in."""

from eventsite.kernel.i18n import lazy_gettext
from eventsite.people.commands.signing_in import AskToSignIn, SignInWithCode
from eventsite.people.rules import safe_back
from eventsite.web.fields import CheckboxField, Code, Email, Text
from eventsite.web.forms import Form


class EmailForm(Form):
    """Where the link shall go."""

    email = Email(
        lazy_gettext("What is your email address?"),
        hint=lazy_gettext("We will send you a link. There is no password to remember."),
        needed=lazy_gettext("Enter your email address"),
    )

    def to_command(self, back: str | None, again: str | None) -> AskToSignIn:
        """Ask for a link, or for the one that this browser asked for before."""
        return AskToSignIn(email=self.email.data, back=safe_back(back), again=again or "")


class EnterForm(Form):
    """Signing in, on a computer of one's own or a shared one."""

    is_shared = CheckboxField(
        lazy_gettext("Is this your own computer or phone?"),
        says=lazy_gettext("Others use it too: sign me out when the browser is closed, or after 2 hours"), small=True,
    )


class CodeForm(EnterForm):
    """The code in the email."""

    code = Code(
        lazy_gettext("Type the code from the email"),
        hint=lazy_gettext("6 letters and numbers. Small or capital letters are both fine."),
        needed=lazy_gettext("Type the 6 letters and numbers from the email"),
        autocomplete="one-time-code",
    )

    def to_command(self, ref: str) -> SignInWithCode:
        """Sign in."""
        return SignInWithCode(ref=ref, code=self.code.data, is_shared=self.is_shared.is_ticked)


class ConfirmForm(Form):
    """No question, just a button: opening a link must never sign anybody in by itself."""


class NameForm(Form):
    """What we may call you."""

    name = Text(
        lazy_gettext("What name do you like to be called?"),
        hint=lazy_gettext("People you plan with will see this name."),
        needed=lazy_gettext("Enter the name you like to be called"),
        autocomplete="nickname",
    )
