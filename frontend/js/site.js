// Behaviour is GOV.UK Frontend's own; every page is complete without it.
import { createAll, Button, CharacterCount, ErrorSummary, SkipLink } from "asset:govuk-frontend.js";

document.body.classList.add("js-enabled", "govuk-frontend-supported");
createAll(Button, { preventDoubleClick: true });
createAll(CharacterCount);
createAll(ErrorSummary);
createAll(SkipLink);

// After a page that says what changed, the message takes the focus once, so that it is heard.
document.querySelector("[data-says]")?.focus();
