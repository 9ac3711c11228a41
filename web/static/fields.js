// Fields of forms, when what is in them is refused.
"use strict";

// A field that a refusal names is shown, marked, and told by its label.
const NAMED = /(["\u201e\u00ab]\s?)(\w+)(\s?["\u201c\u201d\u00bb])/g;
const labelOf = (field) => [...field.labels[0].childNodes].find((part) => part.nodeType === Node.TEXT_NODE)?.data.trim();

function showNamed(form, refusal) {
  const parts = document.createTreeWalker(refusal, NodeFilter.SHOW_TEXT);
  while (parts.nextNode()) {
    parts.currentNode.data = parts.currentNode.data.replace(NAMED, (whole, before, name, after) => {
      const field = form.elements[name];
      if (!field?.labels?.length || !labelOf(field)) return whole;
      for (let fold = field.closest("details"); fold; fold = fold.parentElement.closest("details")) fold.open = true;
      field.setAttribute("aria-invalid", "true");
      return before + labelOf(field) + after;
    });
  }
  form.querySelector("[aria-invalid]")?.focus();
}
document.addEventListener("htmx:before:request", (event) => {
  for (const field of event.target.querySelectorAll?.("form > * [aria-invalid]") ?? []) field.removeAttribute("aria-invalid");
});
document.addEventListener("htmx:finally:request", (event) => {
  const { ctx } = event.detail;
  const refusal = ctx.target?.querySelector?.(":scope > [data-code]");
  const form = ctx.sourceElement.closest("form");
  if (form && refusal) showNamed(form, refusal);
});
