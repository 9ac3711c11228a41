// What pages do beside htmx: lots as they change, time left, answers that did not come.
"use strict";

const language = document.documentElement.lang;

// Amounts as the page writes them: without decimals where there is nothing behind.
function amount(text, currency) {
  if (text === null) return "\u2013";
  const whole = /^[0-9]+(\.0+)?$/.test(text);
  const digits = whole ? { maximumFractionDigits: 0, minimumFractionDigits: 0 } : {};
  return new Intl.NumberFormat(language, { style: "currency", currency, ...digits }).format(text);
}

function put(place, words) {
  if (place.textContent === words) return;
  place.textContent = words;
  place.classList.remove("changed");
  void place.offsetWidth;
  place.classList.add("changed");
}

// A lot as the stream tells it, into whatever shows that lot.
function showLot(lot, currency) {
  for (const shown of document.querySelectorAll(`[data-lot="${CSS.escape(lot.lot)}"]`)) {
    const words = {
      price: amount(lot.hammer ?? lot.price, currency),
      asking: amount(lot.asking, currency),
      bids: new Intl.NumberFormat(language).format(lot.bids),
    };
    for (const place of shown.querySelectorAll("[data-live]")) {
      const name = place.dataset.live;
      if (name === "stage") place.dataset.stage = lot.on_the_block ? "up" : lot.stage;
      else if (name in words) put(place, words[name]);
    }
    for (const place of shown.querySelectorAll("[data-until]")) place.dataset.until = lot.ends_at;
    shown.dispatchEvent(new CustomEvent("lot-changed", { bubbles: true, detail: lot }));
  }
}

document.addEventListener("lot", (event) => {
  const currency = event.target.closest("[data-currency]").dataset.currency;
  showLot(JSON.parse(event.detail.data), currency);
});

// A page on which an answer is awaited, or unknown, is read anew once that is told.
const AWAITED = "form:has(> .unknown:not([hidden])), form[hx-post].htmx-request";
const isAwaited = () => document.querySelector(AWAITED) !== null;
let isOld = false;

function readAnew() {
  isOld = isAwaited();
  if (!isOld) location.reload();
}
document.addEventListener("htmx:finally:request", () => {
  if (isOld) setTimeout(readAnew);
});

// Nor does a part of it that is read anew change such a form: it waits as well.
const waiting = new Set();
document.addEventListener("htmx:before:swap", (event) => {
  const { ctx, tasks } = event.detail;
  const others = [...document.querySelectorAll(AWAITED)].filter((form) => form !== ctx.sourceElement);
  const changes = ({ target }) =>
    target instanceof Element && others.some((form) => target.contains(form) || form.contains(target));
  const harmless = tasks.filter((task) => !changes(task));
  if (harmless.length === tasks.length) return;
  tasks.splice(0, tasks.length, ...harmless);
  waiting.add(ctx.sourceElement);
});
document.addEventListener("htmx:finally:request", () => {
  setTimeout(() => {
    if (isAwaited()) return;
    for (const each of waiting) each.dispatchEvent(new Event("again"));
    waiting.clear();
  });
});

// Whoever bids live follows the lot that is up.
document.addEventListener("lot", (event) => {
  const { follow: followed, session } = document.querySelector("[data-follow]")?.dataset ?? {};
  if (followed === undefined) return;
  const lot = JSON.parse(event.detail.data);
  if (session && lot.session !== Number(session)) return;
  const moves = lot.on_the_block ? lot.lot !== followed : lot.lot === followed;
  if (moves) readAnew();
});
document.addEventListener("htmx:after:swap", () => {
  const follows = document.querySelector("[data-follow]");
  const current = document.querySelector("[data-up]");
  if (follows && current && current.dataset.up !== follows.dataset.follow) readAnew();
});
// Too much was missed to be told of each: the page is read anew.
document.addEventListener("reset", readAnew);

// What stood in line while its place was read anew is shown in the place as it is now.
document.addEventListener("htmx:after:request", (event) => {
  const { ctx } = event.detail;
  if (ctx.target?.isConnected === false) ctx.target = document.getElementById(ctx.target.id) ?? ctx.target;
});

// Time left, by the clock of the service: a device's own may be wrong.
const page = document.querySelector("[data-now]");
const ahead = page ? Date.now() - Date.parse(page.dataset.now) : 0;

function left(seconds) {
  const [days, hours, minutes] = [86400, 3600, 60].map((unit) => Math.floor(seconds / unit));
  const unit = (count, name) =>
    new Intl.NumberFormat(language, { style: "unit", unit: name, unitDisplay: "narrow" }).format(count);
  if (days >= 1) return `${unit(days, "day")} ${unit(hours % 24, "hour")}`;
  if (hours >= 1) return `${unit(hours, "hour")} ${unit(minutes % 60, "minute")}`;
  if (minutes >= 1) return `${unit(minutes, "minute")} ${unit(seconds % 60, "second")}`;
  return unit(seconds, "second");
}

function tick() {
  const now = Date.now() - ahead;
  for (const place of document.querySelectorAll("[data-until]")) {
    const seconds = Math.floor((Date.parse(place.dataset.until) - now) / 1000);
    place.textContent = seconds > 0 ? left(seconds) : (place.dataset.over ?? "");
    if (seconds <= 0 && place.dataset.then === "read") readAnew();
  }
}
if (page) {
  tick();
  setInterval(tick, 1000);
}

// A page that follows a sale hears now and then that nothing is new. Where it does not,
// it says since when, and asks for the stream again and for whatever it can ask itself.
const follower = document.querySelector("[data-zone]");
const LATE_MS = 20_000;
let stream = null;
let heardAt = Date.now();
let lookedAt = 0; // a page that was not looked at was not told meanwhile

function isLive() {
  if (stream === null || Date.now() - Math.max(heardAt, lookedAt) < LATE_MS) return stream !== null;
  stream.reader?.cancel(); // whoever does not answer is asked anew
  return false;
}

function tellSilence() {
  if (document.hidden) return; // it is followed again once it is looked at
  const isSilent = !isLive();
  const silence = document.getElementById("silence");
  const clock = { timeStyle: "medium", hourCycle: "h23", timeZone: follower.dataset.zone };
  const since = new Intl.DateTimeFormat(language, clock).format(heardAt - ahead);
  if (isSilent && silence.hidden) silence.querySelector("time").textContent = since;
  silence.hidden = !isSilent;
  document.body.classList.toggle("silent", isSilent);
  if (isSilent) askAgain();
}

function hear(connection) {
  stream = connection?.status === 200 ? connection : null;
  if (stream) heardAt = Date.now();
}

if (follower) {
  for (const name of ["connection", "message"])
    document.addEventListener(`htmx:sse:after:${name}`, (event) => hear(event.detail.connection));
  for (const name of ["error", "close"]) document.addEventListener(`htmx:sse:${name}`, () => hear(null));
  document.addEventListener("visibilitychange", () => {
    if (!document.hidden) lookedAt = Date.now();
    else if (stream) heardAt = Date.now();
  });
  setInterval(tellSilence, 4000);
}

// What a cell says; one that is typed into, what is typed, and its head no name for files.
function wordsOf(cell) {
  if (!cell.matches(".cells *")) return cell.innerText;
  return cell.querySelector("input")?.value ?? cell.firstChild.textContent;
}

// A table is copied as it looks: the same columns, for a spreadsheet or for a text.
function looksOf(table) {
  const rows = [...table.rows].filter((row) => row.checkVisibility());
  return rows.map((row) =>
    [...row.cells]
      .filter((cell) => cell.checkVisibility() && !cell.matches(".no-print"))
      .flatMap((cell) => [wordsOf(cell).replace(/\s+/g, " ").trim(), ...Array(cell.colSpan - 1).fill("")]),
  );
}

async function copyTable(button) {
  const rows = looksOf(button.closest(".copy").previousElementSibling.querySelector("table"));
  const copied = document.createElement("table");
  for (const row of rows) {
    const line = copied.insertRow();
    for (const words of row) line.insertCell().textContent = words;
  }
  const text = rows.map((row) => row.join("\t")).join("\n");
  const as = (kind, words) => ({ [kind]: new Blob([words], { type: kind }) });
  const item = new ClipboardItem({ ...as("text/plain", text), ...as("text/html", copied.outerHTML) });
  await navigator.clipboard.write([item]);
  button.textContent = document.body.dataset.copied;
}

function letTablesBeCopied() {
  for (const place of document.querySelectorAll(".wide:has(> table):not(.room *, .board *, .rostrum *)")) {
    if (place.nextElementSibling?.matches(".copy")) continue;
    const line = document.createElement("p");
    line.className = "copy no-print";
    const button = document.createElement("button");
    button.type = "button";
    button.className = "quiet";
    button.textContent = document.body.dataset.copy;
    button.addEventListener("click", () => copyTable(button));
    line.append(button);
    place.after(line);
  }
}
// A page that came over no safe connection may not write to the clipboard.
if (navigator.clipboard && window.ClipboardItem) {
  letTablesBeCopied();
  document.addEventListener("htmx:after:swap", letTablesBeCopied);
}

// A stroke leads to the search field, wherever nothing is typed into.
document.addEventListener("keydown", (event) => {
  const isTyped = event.target.closest("input, select, textarea, [contenteditable]");
  if (event.key !== "/" || isTyped || event.defaultPrevented || event.ctrlKey || event.metaKey) return;
  event.preventDefault();
  document.getElementById("search").select();
});

// Where a page goes along events, the arrows do, too; a slider goes to any of them.
const isTypedInto = "input:not([type=range]), select, textarea, [contenteditable]";
document.addEventListener("keydown", (event) => {
  const rel = { ArrowLeft: "prev", ArrowRight: "next" }[event.key];
  const stray = event.ctrlKey || event.metaKey || event.altKey || event.shiftKey;
  if (!rel || stray || event.defaultPrevented || event.target.closest(isTypedInto)) return;
  const link = document.querySelector(`[data-arrows] [rel=${rel}]`);
  if (!link) return;
  event.preventDefault();
  link.click();
});
const slide = document.getElementById("slide");
if (slide) {
  const moment = document.getElementById("moment");
  slide.hidden = false;
  slide.addEventListener("input", () => (moment.selectedIndex = slide.value));
  slide.addEventListener("change", () => moment.form.requestSubmit());
}

// What became of a form is unknown where no answer comes, or none of ours: its key
// stays, and whoever sends it again is told.
function unknown(form, is) {
  const words = form?.querySelector(":scope > .unknown");
  if (words) words.hidden = !is;
}
document.addEventListener("htmx:error", (event) => unknown(event.target.closest?.("form"), true));
document.addEventListener("htmx:before:swap", (event) => {
  const { ctx } = event.detail;
  const form = ctx.sourceElement.closest("form");
  const failed = ctx.response?.status >= 500;
  unknown(form, failed);
  if (failed || ctx.sourceElement === follower) event.preventDefault();
});

// A page stays as it is where what it asks for of itself is not shown, or is another's:
// whose it was is told. Why a form has no answer is told in the place of the answer.
document.addEventListener("htmx:after:request", (event) => {
  const { ctx } = event.detail;
  if (ctx.response.status >= 400 && ctx.sourceElement.matches("form")) ctx.select = null;
});
document.addEventListener("htmx:before:swap", (event) => {
  const { ctx } = event.detail;
  if (!ctx.select || !ctx.response) return;
  const { status, headers } = ctx.response;
  const actor = status === 401 ? "" : headers.get("signed-in");
  const isTheirs = actor === null || actor === (document.body.dataset.actor ?? "");
  if (actor !== null) tellSignedOut(!isTheirs);
  if (!isTheirs || status >= 400) event.preventDefault();
});

// Once they are back, whatever the page follows is asked for again.
const signedOut = document.getElementById("signed-out");
const askAgain = () => document.body.dispatchEvent(new Event("silence", { bubbles: true }));

function tellSignedOut(is) {
  const isBack = signedOut?.hidden === false && !is;
  if (signedOut) signedOut.hidden = !is;
  if (isBack) askAgain();
}
addEventListener("focus", () => {
  if (signedOut?.hidden === false) askAgain();
});

// Whoever signed in again sends on from the page as it is.
document.addEventListener("htmx:after:swap", () => {
  const given = document.querySelector(".answer > [name=form_token]");
  if (given?.dataset.actor !== document.body.dataset.actor) return;
  for (const each of document.querySelectorAll("[name=form_token]")) each.value = given.value;
});

// What is typed stays in this browser, also once it is closed, until it is sent.
function keepTyped(field, name) {
  field.value ||= localStorage.getItem(name) ?? "";
  field.addEventListener("input", () => {
    if (field.value) localStorage.setItem(name, field.value);
    else localStorage.removeItem(name);
  });
}
for (const form of document.querySelectorAll("form.say"))
  keepTyped(form.elements.words, `message of ${location.pathname}`);

// Once a message is sent keys are for calls; what was said is said, and its field free.
let saying = "";
document.addEventListener("htmx:before:request", (event) => {
  const words = event.target.closest?.("form.say")?.elements.words;
  if (!words) return;
  saying = words.value;
  words.blur();
});
document.addEventListener("recorded", (event) => {
  const words = event.target.closest?.("form.say")?.elements.words;
  if (words?.value !== saying) return;
  words.value = "";
  words.dispatchEvent(new Event("input"));
});

// What the service answers to a script; a problem is told in the language of the page.
class Refused extends Error {
  constructor(words, told) {
    super(words);
    this.language = told;
  }
}

async function answerOf(path, options = {}) {
  const headers = { ...options.headers, "HX-Request": "true" };
  const answer = await fetch(`/api/v1${path}`, { ...options, headers }).catch(() => {
    throw new Refused(document.body.dataset.unanswered, language);
  });
  const given = await answer.json();
  const page = document.body.dataset;
  const isOver = answer.status === 401 && page.actor !== undefined && !path.startsWith("/session");
  if (isOver || given.code === "form-token-needed") throw new Refused(page.signedOut, language);
  if (!answer.ok) throw new Refused(given.detail, answer.headers.get("content-language"));
  return given;
}

// A line says that something came to nothing; why, the service says, or the line itself
// has words for it: a browser has them in its own language.
function tellFault(line, fault) {
  const why = line.querySelector("span");
  const isTold = fault instanceof Refused;
  why.textContent = isTold ? fault.message : (line.dataset[fault.message] ?? line.dataset.otherwise);
  why.lang = isTold ? fault.language : language;
  line.hidden = false;
}

// A document is shown beside what the page tells of it, where there is room for both.
document.addEventListener("submit", async (event) => {
  const form = event.target;
  const frame = document.getElementById(form.dataset.beside);
  if (!frame || !matchMedia("(min-width: 64rem)").matches) return;
  event.preventDefault();
  const body = new URLSearchParams(new FormData(form));
  const asked = { method: "POST", body, headers: { "HX-Request": "true" } };
  const answer = await fetch(form.action, asked).catch(() => null);
  unknown(form, (answer?.status ?? 500) >= 500);
  if (answer === null) return;
  if (answer.headers.get("content-type") === "application/pdf") {
    URL.revokeObjectURL(frame.src);
    frame.src = `${URL.createObjectURL(await answer.blob())}#view=FitH&navpanes=0`;
    frame.hidden = false;
  } else if (answer.status < 500) {
    form.querySelector(".answer").innerHTML = await answer.text();
  }
});
