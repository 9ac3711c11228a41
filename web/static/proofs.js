// Proofs of the log are followed here, in the browser, and nobody is asked whether they
// are right: RFC 9162 (2.1.3.2, 2.1.4.2) for the hashes, c2sp.org/signed-note for the
// signature.
"use strict";

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

// The root that a proof of consistency leads to from an older one; null where it does not.
async function grownFrom(older, olderSize, size, proof) {
  const [first, second] = [BigInt(olderSize), BigInt(size)];
  if (first === second) return proof.length ? null : older;
  if (first === 0n || first > second) return null;
  const isWhole = (first & (first - 1n)) === 0n;
  const [begin, ...hashes] = isWhole ? [older, ...proof] : proof;
  if (begin === undefined) return null;
  let [node, last] = [first - 1n, second - 1n];
  while (node & 1n) [node, last] = [node >> 1n, last >> 1n];
  let [then, now] = [begin, begin];
  for (const sibling of hashes) {
    if (last === 0n) return null;
    if (node & 1n || node === last) {
      [then, now] = [await nodeOf(sibling, then), await nodeOf(sibling, now)];
      while (!(node & 1n) && node > 0n) [node, last] = [node >> 1n, last >> 1n];
    } else {
      now = await nodeOf(now, sibling);
    }
    [node, last] = [node >> 1n, last >> 1n];
  }
  return last === 0n && same(then, older) ? now : null;
}

// A checkpoint as it is signed: whose log, how many entries, and their root.
function readCheckpoint(note) {
  const [signed, signatures] = note.split("\n\n");
  const [origin, size, root] = signed.split("\n");
  if (!signatures || !root || !/^[1-9][0-9]*$/.test(size)) throw new Error("checkpoint");
  return {
    origin,
    size,
    root: bytesOf(root),
    text: `${signed}\n`,
    signatures: signatures.split("\n").filter(Boolean).map((line) => {
      const [, name, made] = line.split(" ");
      return { name, made: bytesOf(made) };
    }),
  };
}

function readProof(text) {
  const [head, ...rest] = text.split("\n\n");
  const [form, ...lines] = head.split("\n");
  if (form !== "c2sp.org/tlog-proof@v1") throw new Error("proof");
  const own = lines.filter((line) => !line.startsWith("extra "));
  return {
    index: own[0].replace("index ", ""),
    hashes: own.slice(1).map(bytesOf),
    checkpoint: readCheckpoint(rest.join("\n\n")),
  };
}

// Say whether a key, written as a vkey, signed a checkpoint.
async function isSigned(vkey, checkpoint) {
  const [, name, id, key] = /^([^+]+)\+([0-9a-f]{8})\+(.+)$/.exec(vkey.trim()) ?? [];
  if (!name) throw new Error("vkey");
  const typed = bytesOf(key);
  const own = (await sha256(new TextEncoder().encode(`${name}\n`), typed)).slice(0, 4);
  if (typed[0] !== 1 || hexOf(own) !== id) throw new Error("vkey");
  const signature = checkpoint.signatures.find((each) => each.name === name && same(each.made.slice(0, 4), own));
  if (!signature) return false;
  const secure = await crypto.subtle.importKey("raw", typed.slice(1), "Ed25519", false, ["verify"]);
  const text = new TextEncoder().encode(checkpoint.text);
  return crypto.subtle.verify("Ed25519", secure, signature.made.slice(4), text);
}

// What is verified on a page is told step by step, and in the end whether it is sound.
function step(name, word = "") {
  const steps = document.getElementById("steps");
  const line = document.createElement("li");
  line.textContent = steps.dataset[name].replace("{0}", word);
  steps.append(line);
}

function onVerify(verify) {
  document.getElementById("verify").addEventListener("click", async () => {
    const [sound, unsound] = [document.getElementById("sound"), document.getElementById("unsound")];
    document.getElementById("steps").replaceChildren();
    sound.hidden = unsound.hidden = true;
    try {
      await verify(document.getElementById("vkey").value);
      sound.hidden = false;
    } catch (fault) {
      tellFault(unsound, fault);
    }
  });
}
