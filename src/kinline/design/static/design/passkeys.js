/* Passkeys: asks the browser for one and sends its answer with the form. Without this script name, password and code
   do the same. form[data-passkey="create" or "get"] fetches what to ask for from data-options; what went wrong stands in
   its [data-passkey-said], in the words of data-cancelled, data-known, data-insecure and data-broken. */
(() => {
  "use strict";
  const wayOf = (form) => globalThis.webauthnJSON[form.dataset.passkey];
  const say = (form, what) => {
    const line = form.querySelector("[data-passkey-said]");
    line.textContent = what ? form.dataset[what] : "";
    line.hidden = !what;
  };
  const ask = async (form) => {
    const token = form.querySelector("[name=csrfmiddlewaretoken]").value;
    const answer = await fetch(form.dataset.options, {
      method: "POST",
      headers: { "X-CSRFToken": token, Accept: "application/json" },
    });
    if (!answer.ok || answer.redirected) throw new Error(String(answer.status));
    return wayOf(form)(await answer.json());
  };
  /* What browsers call it when the person closed the window, took too long, or has the passkey there already. */
  const WORDS = { NotAllowedError: "cancelled", AbortError: "cancelled", InvalidStateError: "known", SecurityError: "insecure" };
  const begin = async (form, button) => {
    button.disabled = true;
    say(form, "");
    try {
      form.elements.credential.value = JSON.stringify(await ask(form));
      form.submit();
    } catch (wrong) {
      say(form, WORDS[wrong.name] ?? "broken");
      button.disabled = false;
      button.focus();
    }
  };
  for (const form of document.querySelectorAll("form[data-passkey]")) {
    const button = form.querySelector("[data-passkey-button]");
    if (!globalThis.webauthnJSON?.supported()) {
      say(form, "insecure");
      continue;
    }
    button.hidden = false;
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      begin(form, button);
    });
  }
})();
