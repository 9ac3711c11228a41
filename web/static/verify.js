// Whether an entry is in the log as it is shown: its bytes, its hashes, who signed.
"use strict";

onVerify(async (vkey) => {
  const given = await answerOf(document.getElementById("proof").dataset.proof);
  if (given.entry_text !== document.getElementById("entry-text").textContent) throw new Error("text");
  step("shown");
  const proof = readProof(given.proof);
  const leaf = await leafOf(given.entry_text);
  step("hashed", hexOf(leaf));
  const root = await rootFrom(leaf, proof.index, proof.checkpoint.size, proof.hashes);
  if (root === null || !same(root, proof.checkpoint.root)) throw new Error("root");
  if (BigInt(proof.index) + 1n !== BigInt(given.position)) throw new Error("index");
  step("reached", proof.checkpoint.size);
  if (!(await isSigned(vkey, proof.checkpoint))) throw new Error("signature");
  step("signed", vkey.split("+")[0]);
});
