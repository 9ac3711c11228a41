// A device makes a passkey, or signs in with one (W3C, Web Authentication, level 3).
"use strict";

const button = document.querySelector("[data-passkey]");
const refused = document.getElementById("passkey-refused");

function send(path, said) {
  const headers = { "content-type": "application/json" };
  if (button.dataset.formToken) headers["x-form-token"] = button.dataset.formToken;
  return answerOf(path, { method: "POST", headers, body: said && JSON.stringify(said) });
}

async function file() {
  const asked = JSON.parse((await send("/passkeys/challenge")).options);
  const publicKey = PublicKeyCredential.parseCreationOptionsFromJSON(asked);
  const credential = await navigator.credentials.create({ publicKey });
  await send("/passkeys", { credential: credential.toJSON() });
  location.reload();
}

async function signIn() {
  const asked = JSON.parse((await send("/session/challenge")).options);
  const publicKey = PublicKeyCredential.parseRequestOptionsFromJSON(asked);
  const credential = await navigator.credentials.get({ publicKey });
  const { role, next } = button.form.elements;
  await send("/session/passkey", { credential: credential.toJSON(), role: role.value || null });
  const following = new URL(next.value, location.origin);
  location.assign(following.origin === location.origin ? following : "/");
}

// A passkey is bound to a name, and an address of numbers is none.
const isNamed = !/^[0-9.]+$|^\[/.test(location.hostname);
const can = isNamed && window.PublicKeyCredential?.parseCreationOptionsFromJSON;
const does = { file, "sign-in": signIn };

if (button && can) {
  button.hidden = false;
  button.addEventListener("click", async () => {
    refused.hidden = true;
    try {
      await does[button.dataset.passkey]();
    } catch (fault) {
      tellFault(refused, fault);
    }
  });
} else if (button?.dataset.passkey === "file") {
  button.hidden = true;
  document.getElementById("passkey-lacks").hidden = false;
}
