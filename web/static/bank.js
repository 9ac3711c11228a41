// The bank's page: how its file is read, and what is left to decide of it.
"use strict";

// How a file is read is said once: this browser keeps it for the next file.
const keptAs = (fields) => `${fields.dataset.keeps} of ${location.pathname}`;
const filled = new WeakSet();
function fillKept() {
  for (const fields of document.querySelectorAll("[data-keeps]")) {
    if (filled.has(fields)) continue;
    filled.add(fields);
    const kept = JSON.parse(localStorage.getItem(keptAs(fields)) ?? "{}");
    for (const field of fields.querySelectorAll("input, select")) field.value = kept[field.name] ?? field.value;
  }
}
fillKept();
document.addEventListener("htmx:after:swap", fillKept);
document.addEventListener("htmx:before:request", (event) => {
  const fields = event.target.querySelector?.("form > * [data-keeps]");
  if (!fields) return;
  const given = [...fields.querySelectorAll("input, select")].map((field) => [field.name, field.value]);
  localStorage.setItem(keptAs(fields), JSON.stringify(Object.fromEntries(given)));
});

// A line of the bank's file that is decided says so, and leads to the next.
document.addEventListener("recorded", (event) => {
  const question = event.target.closest?.("#lines .questions > details");
  if (!question || !event.target.closest(".pair")) return;
  const tick = document.createElement("span");
  tick.className = "tick-done";
  tick.textContent = "\u2713 ";
  question.firstElementChild.prepend(tick);
  question.replaceChildren(question.firstElementChild, event.target.querySelector(".answer .done"));
  const next = [...question.parentElement.querySelectorAll(":scope > details")].find((each) => each.querySelector("form"));
  if (next) next.open = true;
});

// An account is begun on the page as it is: its file stays.
document.addEventListener("htmx:after:swap", () => {
  for (const link of document.querySelectorAll('#lines [data-code] a[href="/bank"]')) link.href = "#new-account";
});
