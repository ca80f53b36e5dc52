/* The desk's own script: shortcut keys, polite announcements, drafts that survive. Everything works without it. */
(() => {
  "use strict";
  const root = document.documentElement;
  const KEPT = "kinline.keep.";
  const SENT = "kinline.sent";
  const SWITCH = "kinline.shortcuts";

  /* Storage may be forbidden by the browser; then nothing is remembered and nothing breaks. */
  const remembered = (store, task) => {
    try {
      return task(window[store]);
    } catch {
      return null;
    }
  };

  /* Shortcut keys. The physical key counts (event.code): a Cyrillic layout has no Latin "s". */
  let shortcuts = remembered("localStorage", (store) => store.getItem(SWITCH)) ?? "on";
  const showSwitch = () => {
    root.dataset.shortcuts = shortcuts;
    for (const button of document.querySelectorAll("[data-shortcuts-toggle]")) {
      button.hidden = false;
      button.textContent = button.dataset[shortcuts];
    }
  };
  const NOT_WRITTEN_IN = ["radio", "checkbox", "button", "submit", "reset", "file"];
  const isWrittenIn = (element) =>
    element.isContentEditable ||
    element.matches("textarea, select") ||
    (element.matches("input") && !NOT_WRITTEN_IN.includes(element.type));
  const keyOf = (event) => {
    const code = event.code.replace("NumpadEnter", "Enter").replace(/^Numpad(?=\d)/, "Digit");
    if (event.altKey || event.metaKey || event.shiftKey) return "";
    return event.ctrlKey ? `Ctrl+${code}` : code;
  };
  const isUsable = (element) => !element.disabled && element.getClientRects().length > 0;
  const wanted = (key, from) => {
    const name = `[data-key="${CSS.escape(key)}"]`;
    const near = from.closest("form")?.querySelectorAll(name) ?? [];
    return [...near, ...document.querySelectorAll(name)].find(isUsable);
  };
  document.addEventListener("keydown", (event) => {
    if (shortcuts === "off" || event.repeat || event.isComposing || event.defaultPrevented) return;
    const key = keyOf(event);
    if (!key || (key !== "Ctrl+Enter" && isWrittenIn(event.target))) return;
    const found = wanted(key, event.target);
    if (!found) return;
    event.preventDefault();
    found.focus();
    if (!isWrittenIn(found)) found.click();
  });

  /* Announcements: the text of [data-announce] is read out when it has changed, never when it is merely drawn again. */
  let said = "";
  const announcement = () =>
    [...document.querySelectorAll("[data-announce]")]
      .map((element) => element.dataset.announce || element.textContent.replace(/\s+/g, " ").trim())
      .join(". ");
  const announce = () => {
    const now = announcement();
    if (now === said) return;
    said = now;
    const line = document.getElementById("announce");
    if (line) line.textContent = now;
  };

  /* Drafts: a form with data-keep="name" keeps what is typed until it is sent, in this tab only. */
  const keptName = (form) => KEPT + location.pathname + "#" + (form.dataset.keep || form.id);
  const keptFields = (form) =>
    [...form.elements].filter(
      (field) => field.name && !["password", "file", "hidden", "submit", "button", "select-multiple"].includes(field.type),
    );
  const isTick = (field) => field.type === "radio" || field.type === "checkbox";
  const keep = (form) => {
    const typed = keptFields(form).map((field) => [field.name, isTick(field) ? field.checked : field.value]);
    remembered("sessionStorage", (store) => store.setItem(keptName(form), JSON.stringify(typed)));
  };
  const bringBack = (form) => {
    /* What the server sent back with its questions is newer than any draft. */
    if (form.querySelector("[aria-invalid=true]")) return;
    const typed = remembered("sessionStorage", (store) => JSON.parse(store.getItem(keptName(form))));
    if (!typed) return;
    keptFields(form).forEach((field, place) => {
      const [name, value] = typed[place] ?? [];
      if (name !== field.name) return;
      if (isTick(field)) field.checked = value;
      else if (field.value === "") field.value = value;
    });
  };
  const forget = (prefix) =>
    remembered("sessionStorage", (store) =>
      Object.keys(store)
        .filter((name) => name.startsWith(prefix))
        .forEach((name) => store.removeItem(name)),
    );
  const opened = new WeakSet();
  const openDrafts = () => {
    for (const form of document.querySelectorAll("form[data-keep]")) {
      if (!opened.has(form)) bringBack(form);
      opened.add(form);
    }
  };
  /* A draft goes once the answer to it is here; an answer with data-not-taken, such as the sign-in page, leaves it. */
  const forgetSent = () => {
    const sent = remembered("sessionStorage", (store) => store.getItem(SENT));
    if (sent && !document.querySelector("[data-not-taken]")) forget(sent);
    remembered("sessionStorage", (store) => store.removeItem(SENT));
  };
  document.addEventListener("input", ({ target }) => target.form?.matches("[data-keep]") && keep(target.form));
  document.addEventListener("submit", ({ target }) => {
    if (target.matches("[data-keep]")) {
      keep(target);
      remembered("sessionStorage", (store) => store.setItem(SENT, keptName(target)));
    }
    if (target.matches("[data-forget]")) forget(KEPT);
  });

  /* The session is over: the page stays with all that is typed, and says so. After signing in elsewhere its forms
     need the new token, since the old one ended with the session. */
  const over = document.getElementById("session-over");
  document.addEventListener("htmx:responseError", ({ detail }) => {
    if (detail.xhr.status === 401 && over.hidden) {
      over.innerHTML = detail.xhr.responseText;
      over.hidden = false;
    }
  });
  const takeNewToken = async () => {
    const answer = await fetch("/", { headers: { Accept: "text/html" } });
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    const token = page.querySelector("form[data-forget] [name=csrfmiddlewaretoken]")?.value;
    if (!token) return;
    for (const field of document.querySelectorAll("[name=csrfmiddlewaretoken]")) field.value = token;
    document.body.setAttribute("hx-headers", JSON.stringify({ "X-CSRFToken": token }));
    over.hidden = true;
  };
  window.addEventListener("focus", () => over && !over.hidden && takeNewToken().catch(() => {}));

  document.addEventListener("click", (event) => {
    if (!event.target.closest("[data-shortcuts-toggle]")) return;
    shortcuts = shortcuts === "on" ? "off" : "on";
    remembered("localStorage", (store) => store.setItem(SWITCH, shortcuts));
    showSwitch();
  });
  document.addEventListener("htmx:afterSettle", () => {
    announce();
    openDrafts();
  });
  said = announcement();
  showSwitch();
  forgetSent();
  openDrafts();
})();
