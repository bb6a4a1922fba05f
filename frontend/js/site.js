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

// What a checker would pay follows what they choose, line by line; the server counts for itself.
for (const form of document.querySelectorAll("form[data-adds]")) {
  const row = form.querySelector("[data-sum]");
  const format = new Intl.NumberFormat(row.dataset.locale, { style: "currency", currency: row.dataset.currency });
  const paid = (line) => {
    const says = line.querySelector("input[type=radio]:checked")?.value;
    const part = Number(line.querySelector(".judge__part input").value.replaceAll(",", ""));
    return { full: Number(line.dataset.amount), part: part > 0 ? part : 0 }[says] ?? 0;
  };
  const add = () => {
    row.hidden = !form.querySelector("input[type=radio]:checked");
    row.querySelector("output").textContent = format.format([...form.querySelectorAll("[data-amount]")].reduce((sum, line) => sum + paid(line), 0));
  };
  form.addEventListener("input", add);
  add();
}
