"""The stages that this room adds to the journey of registering: the offer of payment, answered in private."""

from eventsite.events.queries import host_country
from eventsite.kernel.i18n import _, lazy_gettext
from eventsite.offers.commands.answering import DETAILS_STAGE, AnswerOffer, answer_offer
from eventsite.offers.forms import CharityForm, LessForm, OfferForm
from eventsite.offers.queries import answered, terms_in_force
from eventsite.offers.values import OfferAnswer
from eventsite.offers.wording import ways_to_advice
from eventsite.registration.views.stage import Row, Saving, Visit
from eventsite.web.filters import money
from eventsite.web.forms import Form


class OfferStage:
    """Ask whether somebody would like to be paid."""

    slug, template = "payment", "offers/answer.html"
    section, continues = lazy_gettext("Being paid"), ""

    def applies(self, visit: Visit) -> bool:
        terms = visit.ask(terms_in_force, visit.event.id)
        return terms is not None and terms.fee_minor > 0

    def form(self, visit: Visit) -> OfferForm:
        return OfferForm(
            lambda: visit.ask(answered, visit.registration.ref), lambda: visit.ask(terms_in_force, visit.event.id),
            lambda: ways_to_advice(visit.ask(host_country, visit.event.id)),
        )

    def command(self, visit: Visit, form: Form) -> Saving:
        answer = OfferAnswer(form["answer"].data)
        return answer_offer, AnswerOffer(registration=visit.registration.ref, answer=answer, stage=self.slug)

    def rows(self, visit: Visit) -> list[Row]:
        offer = visit.ask(answered, visit.registration.ref)
        if offer is None or offer.answer is None:
            return [Row(_("Being paid"), [_("Not answered yet")])]
        said = [str(offer.answer.label)]
        if offer.agreed_minor:
            said.append(money(offer.agreed))
        if offer.charity:
            said.append(offer.charity)
        if offer.answer is OfferAnswer.ADVICE:
            said += ways_to_advice(visit.ask(host_country, visit.event.id))
        return [Row(_("Being paid"), said)]


def needs_details(answer: OfferAnswer | None) -> bool:
    """Whether an answer needs one more page."""
    return answer in (OfferAnswer.LESS, OfferAnswer.CHARITY)


class DetailsStage:
    """How much less, or which charity."""

    slug, template = DETAILS_STAGE, "registration/stage.html"
    section, continues = lazy_gettext("Being paid"), OfferStage.slug

    def applies(self, visit: Visit) -> bool:
        offer = visit.ask(answered, visit.registration.ref)
        return offer is not None and needs_details(offer.answer)

    def form(self, visit: Visit) -> Form:
        offer = visit.ask(answered, visit.registration.ref)
        if offer is not None and offer.answer is OfferAnswer.CHARITY:
            return CharityForm(data={"charity": offer.charity})
        return LessForm(data={"amount": offer.agreed if offer and offer.agreed_minor else None})

    def command(self, visit: Visit, form: Form) -> Saving:
        ref = visit.registration.ref
        if isinstance(form, CharityForm):
            said = AnswerOffer(registration=ref, answer=OfferAnswer.CHARITY, charity=form.charity.data, stage=self.slug)
        else:
            said = AnswerOffer(registration=ref, answer=OfferAnswer.LESS, less=form["amount"].data, stage=self.slug)
        return answer_offer, said

    def rows(self, visit: Visit) -> list[Row]:
        return []
