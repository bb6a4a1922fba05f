// Behaviour is GOV.UK Frontend's own, fetched only where a page has some; every page is complete without it.
// The skip link is not among it: the browser moves the focus by itself.
document.body.classList.add("js-enabled", "govuk-frontend-supported");
if (document.querySelector('[data-module="govuk-button"], [data-module="govuk-character-count"], [data-module="govuk-error-summary"]')) {
  const { createAll, Button, CharacterCount, ErrorSummary } = await import("asset:govuk-frontend.js");
  createAll(Button, { preventDoubleClick: true });
  createAll(CharacterCount);
  createAll(ErrorSummary);
}

// After a page that says what changed, the message takes the focus once, so that it is heard.
document.querySelector("[data-says]")?.focus();
