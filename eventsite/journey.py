"""The stages of registering, in their order: the one table that several rooms contribute to."""

from eventsite.claims.views import stages as money
from eventsite.registration.views import access_stages as access
from eventsite.registration.views import session_stage
from eventsite.registration.views import stages as coming
from eventsite.registration.views.stage import Stage

STAGES: tuple[Stage, ...] = (
    coming.NameStage(),
    coming.ContactStage(),
    coming.AttendanceModeStage(),
    coming.PerspectivesStage(),
    access.AreasStage(),
    access.DetailsStage(),
    coming.SupportStage(),
    session_stage.SessionsStage(),
    money.OfferStage(),
    money.DetailsStage(),
)
