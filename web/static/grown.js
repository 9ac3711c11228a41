// Whether the log only grew since a checkpoint that the reader kept.
"use strict";

// A checkpoint as it was kept: the signed note, or the answer that brought it.
function keptNote() {
  const text = document.getElementById("kept").value.trim();
  return text.startsWith("{") ? JSON.parse(text).note : `${text}\n`;
}

onVerify(async (vkey) => {
  const kept = readCheckpoint(keptNote());
  if (!(await isSigned(vkey, kept))) throw new Error("signature");
  step("kept", kept.size);
  const newest = readCheckpoint((await answerOf("/log/checkpoint")).note);
  if (newest.origin !== kept.origin) throw new Error("origin");
  if (!(await isSigned(vkey, newest))) throw new Error("signature");
  step("newest", newest.size);
  if (BigInt(newest.size) < BigInt(kept.size)) throw new Error("size");
  const asked = new URLSearchParams({ older: kept.size, newer: newest.size });
  const proof = (await answerOf(`/log/consistency?${asked}`)).hashes.map(bytesOf);
  const root = await grownFrom(kept.root, kept.size, newest.size, proof);
  if (root === null || !same(root, newest.root)) throw new Error("root");
  step("grew", kept.size);
});
