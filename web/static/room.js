// The clerk's screen: a key for each call, and the screen as it stands after each.
"use strict";

const paddle = document.getElementById("paddle");
const amountTyped = document.getElementById("amount");
const cut = document.getElementById("cut");
const told = document.getElementById("told");
const room = document.getElementById("room");
const lacks = ["paddle", "amount"].map((name) => document.getElementById(`no-${name}`));

let asked = 0;
let stale = false;

// An answer that is awaited, or unknown, stays until it is told; then all is read anew.
function refresh() {
  if (asked > 0 || room.querySelector(".unknown:not([hidden])")) stale = true;
  else {
    stale = false;
    room.dispatchEvent(new Event("refresh"));
  }
}

// What is typed stays in this browser, also once it is closed, until it is called.
const KEPT = `line of ${location.pathname}`;

function keep() {
  localStorage.setItem(KEPT, JSON.stringify([paddle.value, amountTyped.value]));
}

if (localStorage.getItem(KEPT)) [paddle.value, amountTyped.value] = JSON.parse(localStorage.getItem(KEPT));
for (const field of [paddle, amountTyped]) field.addEventListener("input", keep);

function clear() {
  paddle.value = amountTyped.value = "";
  cut.checked = false;
  localStorage.removeItem(KEPT);
  if (document.activeElement === amountTyped) paddle.focus();
  for (const words of lacks) words.hidden = true;
}

// What is on the line, for a field of a call; without it whom the key usually means.
function typed(field) {
  const plain = amountTyped.value.trim().replaceAll(",", "");
  switch (field.dataset.from) {
    case "paddle":
      return paddle.value.trim().toUpperCase() || field.dataset.usual;
    case "amount":
      return plain;
    case "figure":
      return plain || paddle.value.trim().replaceAll(",", "");
    case "cut":
      return cut.checked ? "true" : "";
    default: // what was asked, where no other amount is called
      return plain && !cut.checked ? "" : field.dataset.usual;
  }
}

// The line goes into a call as it is sent; what is sent again stays as it was.
document.addEventListener(
  "click",
  (event) => {
    const form = event.target.closest?.("button")?.closest("form.call");
    if (!form || form.querySelector(":scope > .unknown:not([hidden])")) return;
    for (const words of lacks) words.hidden = true;
    for (const field of form.querySelectorAll("[data-from]")) {
      field.value = typed(field);
      const missing = field.value === "" && (field.name === "paddle" || "wanted" in field.dataset);
      if (!missing) continue;
      lacks[field.name === "paddle" ? 0 : 1].hidden = false;
      event.preventDefault();
      event.stopPropagation();
      return;
    }
  },
  true,
);

document.addEventListener("htmx:before:request", (event) => {
  if (event.target.closest?.("form.call")) asked += 1;
});
document.addEventListener("htmx:finally:request", (event) => {
  const form = event.detail.ctx.sourceElement.closest("form.call");
  if (!form) return;
  asked -= 1;
  const answer = form.querySelector(":scope > .answer > p");
  const unknown = form.querySelector(":scope > .unknown:not([hidden])");
  if (answer && !unknown) {
    const words = answer.cloneNode(true);
    told.replaceChildren(...(form.elements.channel && answer.matches(".done") ? [] : [words]));
    clear();
  }
  refresh();
});
// A screen that was read before a call does not take its button away meanwhile.
document.addEventListener("htmx:before:swap", (event) => {
  if (asked > 0 && event.detail.ctx.sourceElement === room) event.preventDefault();
});
document.addEventListener("lot", refresh);

// Two keys for an increment: i, and a digit.
let climbs = false;

function press(sign) {
  const button = room.querySelector(`[data-key="${CSS.escape(sign)}"]`);
  if (button) button.click();
  return button !== null;
}

function onKey(key) {
  if (climbs) {
    climbs = false;
    room.classList.remove("climbs");
    return press(`i ${key}`);
  }
  if (key === "i" && paddle.value === "" && amountTyped.value === "" && room.querySelector('[data-key="i"]')) {
    climbs = true;
    room.classList.add("climbs");
    return true;
  }
  if (key === "c") {
    cut.checked = !cut.checked;
    return true;
  }
  if (key === "u") {
    const undo = room.querySelector(".undo");
    if (undo) undo.open = true;
    undo?.querySelector("input[name=reason]").focus();
    return true;
  }
  if (key === "g") {
    room.querySelector(`[data-open="${CSS.escape(paddle.value.trim())}"]`)?.click();
    return true;
  }
  if (key === "=") {
    amountTyped.focus();
    return true;
  }
  if (key === "Escape") {
    clear();
    told.replaceChildren();
    paddle.focus();
    return true;
  }
  return /^[a-z]$/.test(key) && press(key);
}

document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.altKey || event.metaKey || event.isComposing) return;
  const place = event.target;
  const inLine = place === paddle || place === amountTyped;
  const writes = place.matches?.("input:not([type=checkbox]), textarea, select");
  if (writes && !inLine) return;
  if (event.repeat && /^[a-z]$/.test(event.key)) event.preventDefault();
  else if (onKey(event.key)) event.preventDefault();
  else if (!writes && /^[0-9A-Z]$/.test(event.key)) paddle.focus();
});
