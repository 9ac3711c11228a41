// An entry is verified here, in the browser, and nobody is asked whether it is right:
// RFC 9162 (2.1.3.2) for the hashes, c2sp.org/signed-note for the signature.
"use strict";

const section = document.getElementById("proof");
const steps = document.getElementById("steps");

const bytesOf = (base64) => Uint8Array.from(atob(base64), (each) => each.charCodeAt(0));
const hexOf = (bytes) => Array.from(bytes, (each) => each.toString(16).padStart(2, "0")).join("");
const same = (one, other) => hexOf(one) === hexOf(other);

async function sha256(...pieces) {
  return new Uint8Array(await crypto.subtle.digest("SHA-256", await new Blob(pieces).arrayBuffer()));
}
const leafOf = (text) => sha256(Uint8Array.of(0), new TextEncoder().encode(text));
const nodeOf = (left, right) => sha256(Uint8Array.of(1), left, right);

// The root that the hashes of a proof lead to; null where they are too few, or too many.
async function rootFrom(leaf, index, size, hashes) {
  let [node, last, reached] = [BigInt(index), BigInt(size) - 1n, leaf];
  if (node > last) return null;
  for (const sibling of hashes) {
    if (last === 0n) return null;
    if (node & 1n || node === last) {
      reached = await nodeOf(sibling, reached);
      while (!(node & 1n) && node > 0n) [node, last] = [node >> 1n, last >> 1n];
    } else {
      reached = await nodeOf(reached, sibling);
    }
    [node, last] = [node >> 1n, last >> 1n];
  }
  return last === 0n ? reached : null;
}

function readProof(text) {
  const [head, ...rest] = text.split("\n\n");
  const note = rest.join("\n\n");
  const [form, ...lines] = head.split("\n");
  if (form !== "c2sp.org/tlog-proof@v1") throw new Error(form);
  const own = lines.filter((line) => !line.startsWith("extra "));
  const [signed, signatures] = note.split("\n\n");
  const [origin, size, root] = signed.split("\n");
  return {
    index: own[0].replace("index ", ""),
    hashes: own.slice(1).map(bytesOf),
    checkpoint: { origin, size, root: bytesOf(root), text: `${signed}\n` },
    signatures: signatures.split("\n").filter(Boolean).map((line) => {
      const [, name, made] = line.split(" ");
      return { name, made: bytesOf(made) };
    }),
  };
}

// Say whether a key, written as a vkey, signed a checkpoint.
async function isSigned(vkey, proof) {
  const [, name, id, key] = /^([^+]+)\+([0-9a-f]{8})\+(.+)$/.exec(vkey.trim()) ?? [];
  if (!name) throw new Error("vkey");
  const typed = bytesOf(key);
  const own = (await sha256(new TextEncoder().encode(`${name}\n`), typed)).slice(0, 4);
  if (typed[0] !== 1 || hexOf(own) !== id) throw new Error("vkey");
  const signature = proof.signatures.find((each) => each.name === name && same(each.made.slice(0, 4), own));
  if (!signature) return false;
  const secure = await crypto.subtle.importKey("raw", typed.slice(1), "Ed25519", false, ["verify"]);
  const text = new TextEncoder().encode(proof.checkpoint.text);
  return crypto.subtle.verify("Ed25519", secure, signature.made.slice(4), text);
}

function step(name, word = "") {
  const line = document.createElement("li");
  line.textContent = steps.dataset[name].replace("{0}", word);
  steps.append(line);
}

async function verify() {
  const answer = await fetch(section.dataset.proof);
  const given = await answer.json();
  if (!answer.ok) throw new Error(given.detail);
  if (given.entry_text !== document.getElementById("entry-text").textContent) throw new Error("text");
  step("shown");
  const proof = readProof(given.proof);
  const leaf = await leafOf(given.entry_text);
  step("hashed", hexOf(leaf));
  const root = await rootFrom(leaf, proof.index, proof.checkpoint.size, proof.hashes);
  if (root === null || !same(root, proof.checkpoint.root)) throw new Error("root");
  if (BigInt(proof.index) + 1n !== BigInt(given.position)) throw new Error("index");
  step("reached", proof.checkpoint.size);
  const vkey = document.getElementById("vkey").value;
  if (!(await isSigned(vkey, proof))) throw new Error("signature");
  step("signed", vkey.split("+")[0]);
}

document.getElementById("verify").addEventListener("click", async () => {
  const [sound, unsound] = [document.getElementById("sound"), document.getElementById("unsound")];
  steps.replaceChildren();
  sound.hidden = unsound.hidden = true;
  try {
    await verify();
    sound.hidden = false;
  } catch (fault) {
    unsound.querySelector("span").textContent = fault.message;
    unsound.hidden = false;
  }
});
