// The clerk's screen: a key for each call, and the screen as it stands after each.
"use strict";

const paddle = document.getElementById("paddle");
const amountTyped = document.getElementById("amount");
const cut = document.getElementById("cut");
const why = document.getElementById("why");
const told = document.getElementById("told");
const room = document.getElementById("room");
const help = document.getElementById("help");

let asked = 0;
let isAnswered = false;

// An answer that is awaited, or unknown, stays until it is told, and a reason that is
// written until it is sent or left; then all is read anew.
const isHeld = () =>
  asked > 0 || room.querySelector(".unknown:not([hidden]), .undo:focus-within") !== null;

function refresh() {
  if (!isHeld()) room.dispatchEvent(new Event("refresh"));
}
room.addEventListener("focusout", (event) => {
  if (event.target.closest(".undo")) setTimeout(refresh);
});

// What is typed stays in this browser, also once it is closed, until it is called and
// answered. A call takes the line along: what is typed next is of the next.
const SESSION = `${location.pathname}, ${room.dataset.session}`;
const KEPT = `line of ${SESSION}`;
const called = new Map();
const isEmpty = () => paddle.value === "" && amountTyped.value === "";
const line = () => [paddle.value, amountTyped.value, cut.checked];

function keep() {
  const kept = isEmpty() ? [...called.values()].at(-1) : line();
  if (kept) localStorage.setItem(KEPT, JSON.stringify(kept));
  else localStorage.removeItem(KEPT);
}

function takeUp(taken) {
  [paddle.value, amountTyped.value, cut.checked] = taken;
  keep();
}

if (localStorage.getItem(KEPT)) takeUp(JSON.parse(localStorage.getItem(KEPT)));
if (why) keepTyped(why, `why of ${SESSION}`);
cut.addEventListener("input", keep);
for (const field of [paddle, amountTyped])
  field.addEventListener("input", () => {
    refused = doubted = null;
    keep();
  });

// What a refused call had on the line, to be edited; and the one that is asked back.
let refused = null;
let doubted = null;

function clear() {
  paddle.value = amountTyped.value = "";
  cut.checked = false;
  keep();
  if (document.activeElement === amountTyped) paddle.focus();
  lacks(null);
}

const edit = () => (amountTyped.value === "" ? paddle : amountTyped).focus();

// Say what a call lacks; with nothing, that it lacks nothing.
function lacks(name) {
  for (const words of document.querySelectorAll(".lacks")) words.hidden = words.id !== `lacks-${name}`;
}

const typedInto = (field) => field.value.trim();

// What is on the line, for a field of a call; without it what the key usually means.
function typed(field) {
  const amount = typedInto(amountTyped);
  const number = paddle.value.trim().toUpperCase();
  switch (field.dataset.from) {
    case "paddle":
    case "number":
      return number || field.dataset.usual;
    case "amount":
      return amount;
    case "figure":
    case "step":
      return amount || typedInto(paddle);
    case "lot": // a number is the lot's where an amount is typed beside it
      return (amount && number) || field.dataset.usual;
    case "cut":
      return cut.checked ? "true" : "";
    case "why":
      return why.value.trim();
    case "early":
      return "true";
    case "doubt": // the same key again says that it is right
      return doubted === field.form.getAttribute("aria-label") ? "" : "true";
    default: // what was asked, where no other amount is called
      return amount && !cut.checked ? "" : field.dataset.usual;
  }
}

// Return what keeps a call from being made as the line is, after it was taken over.
function filled(form) {
  const bare = form.querySelector("[data-bare]")?.dataset.bare;
  const hasAmount = bare === "line" && amountTyped.value.trim() !== "";
  if (bare && (paddle.value.trim() !== "" || hasAmount || cut.checked)) return "line";
  for (const field of form.querySelectorAll("[data-from]")) {
    field.value = typed(field);
    if (field.value === "" && field.dataset.wanted) return field.dataset.wanted;
    if (field.dataset.from === "step" && field.value === "0") field.value = "";
  }
  return null;
}

// The line goes into a call as it is sent; what is sent again stays as it was.
document.addEventListener(
  "click",
  (event) => {
    const form = event.target.closest?.("button")?.closest("form.call");
    if (!form || form.querySelector(":scope > .unknown:not([hidden])")) return;
    const lacking = filled(form);
    lacks(lacking);
    if (lacking === null) return;
    event.preventDefault();
    event.stopPropagation();
    if (lacking === "why") why.focus();
  },
  true,
);

document.addEventListener("htmx:before:request", (event) => {
  const form = event.target.closest?.("form.call");
  if (!form) return;
  asked += 1;
  if (form.querySelector(":scope > .unknown:not([hidden])")) return; // it has its own
  called.set(form, line());
  clear();
  if (form.closest(".undo")) document.activeElement.blur();
});
document.addEventListener("htmx:finally:request", (event) => {
  const form = event.detail.ctx.sourceElement.closest("form.call");
  if (!form) return;
  asked -= 1;
  const answer = form.querySelector(":scope > .answer > p");
  const unknown = form.querySelector(":scope > .unknown:not([hidden])");
  if (answer && !unknown) heard(form, answer);
  refresh();
});

// Tell what became of a call. What was typed is used up, unless it is asked back; of a
// line that was begun meanwhile nothing is lost.
function heard(form, answer) {
  const isRefused = answer.matches(".refused");
  told.replaceChildren(answer.cloneNode(true));
  isAnswered = true;
  const taken = called.get(form);
  called.delete(form);
  const isAskedBack = answer.dataset.code === "far-beyond" && isEmpty();
  doubted = isAskedBack ? form.getAttribute("aria-label") : null;
  refused = isRefused && !isAskedBack ? taken : null;
  if (!isAskedBack) return keep();
  takeUp(taken);
  if (document.activeElement === paddle) edit();
}

// A screen that was read before a call does not take its button away meanwhile.
document.addEventListener("htmx:before:swap", (event) => {
  if (isHeld() && event.detail.ctx.sourceElement === room) event.preventDefault();
});
// What others did is told there as well: before an answer that was given meanwhile, else
// in the place of one, which may be so no longer.
document.addEventListener("htmx:after:swap", (event) => {
  if (event.detail.ctx.sourceElement !== room) return;
  const news = document.querySelector("#news > p")?.cloneNode(true);
  if (news && !isAnswered) told.replaceChildren();
  if (news?.textContent) told.prepend(news);
  isAnswered = false;
});
for (const name of ["lot", "silence"]) document.addEventListener(name, refresh);

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
  if (key === "i" && isEmpty() && room.querySelector('[data-key="i"]')) {
    climbs = true;
    room.classList.add("climbs");
    return true;
  }
  if (key === "Backspace" && isEmpty() && refused !== null) {
    takeUp(refused);
    refused = null;
    edit();
    return true;
  }
  if (key === "c") {
    cut.checked = !cut.checked;
    keep();
    return true;
  }
  if (key === "u") {
    const undo = room.querySelector(".undo");
    if (undo) undo.open = true;
    undo?.querySelector("input[name=reason]").focus();
    return true;
  }
  if (key === "m") {
    document.getElementById("words").focus();
    return true;
  }
  if (key === "?") {
    help.open = !help.open;
    if (help.open) help.scrollIntoView({ block: "nearest" });
    return true;
  }
  if (key === "=") {
    amountTyped.focus();
    return true;
  }
  if (key === "Escape") {
    refused = doubted = null;
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
  if (writes && !inLine) {
    if (event.key === "Escape") place.blur();
    return;
  }
  if (event.repeat && /^[a-z]$/.test(event.key)) event.preventDefault();
  else if (onKey(event.key)) event.preventDefault();
  else if (!writes && /^[0-9A-Z]$/.test(event.key)) paddle.focus();
});
