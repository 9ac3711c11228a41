// Opened amounts are held against their commitments here, in the browser: HMAC-SHA256
// under the nonce, of texts that each stand after their length.
"use strict";

const place = document.getElementById("envelopes");
const rows = [...document.querySelectorAll(".envelope")];
const bytesOf = (hex) => Uint8Array.from(hex.match(/../g) ?? [], (each) => parseInt(each, 16));
const hexOf = (bytes) => Array.from(new Uint8Array(bytes), (each) => each.toString(16).padStart(2, "0")).join("");

function framed(texts) {
  return new Blob(texts.flatMap((text) => {
    const content = new TextEncoder().encode(text);
    const length = new DataView(new ArrayBuffer(4));
    length.setUint32(0, content.length);
    return [length.buffer, content];
  })).arrayBuffer();
}

async function isSealed({ bid, amount, nonce, commitment }) {
  const { ledger, lotId, currencyCode } = place.dataset;
  if (!/^[0-9a-f]{64}$/.test(nonce)) return false;
  const text = await framed(["lotledger/maximum/v1", ledger, lotId, bid, currencyCode, amount]);
  const key = await crypto.subtle.importKey("raw", bytesOf(nonce), { name: "HMAC", hash: "SHA-256" }, false, ["sign"]);
  return hexOf(await crypto.subtle.sign("HMAC", key, text)) === commitment;
}

// What is to be said of a price: a word of the page, and what it names.
function judged({ price, unchecked, rests, leader, against, aloud, step, stepShown, source }, opened) {
  if (unchecked) return [unchecked, rests];
  const other = aloud === undefined ? opened.get(against) : BigInt(aloud);
  const most = opened.get(leader);
  if (other === undefined || most === undefined) return ["rests", other === undefined ? against : leader];
  const reached = BigInt(price);
  const follows = reached === other + BigInt(step) && reached <= most;
  return [follows ? "follows" : "differs", against, leader, stepShown, source];
}

function put(row, name, [word, ...names]) {
  const cell = row.querySelector(name);
  cell.textContent = names.reduce((text, each, at) => text.replace(`{${at}}`, each), place.dataset[word]);
  cell.classList.toggle("flag", word === "other" || word === "differs");
  return word;
}

async function check() {
  const opened = new Map();
  const words = { amounts: [], prices: [] };
  for (const row of rows) {
    const { bid, amount, commitment } = row.dataset;
    let word = commitment ? "shut" : "plain";
    if (amount !== undefined) word = commitment && (await isSealed(row.dataset)) ? "sealed" : "other";
    if (word === "sealed") opened.set(bid, BigInt(amount));
    words.amounts.push(put(row, ".amount-result", [word]));
  }
  for (const row of rows) words.prices.push(put(row, ".price-result", judged(row.dataset, opened)));
  return words;
}

document.getElementById("check")?.addEventListener("click", async () => {
  const { amounts, prices } = await check();
  const isSound = !amounts.includes("other") && !prices.includes("differs");
  document.getElementById("sound").hidden = !isSound;
  document.getElementById("unsound").hidden = isSound;
  const counts = [
    amounts.filter((word) => word === "shut" || word === "plain").length,
    prices.filter((word) => word !== "follows" && word !== "differs").length,
  ];
  const open = document.getElementById("left-open");
  open.textContent = counts.reduce((text, count, at) => text.replace(`{${at}}`, count), open.dataset.words);
  open.hidden = false;
});
