// Counters, choices that show other fields, names typed before something is deleted.

const all = (selector, root = document) => [...root.querySelectorAll(selector)];

export function startForms() {
  for (const counter of all("[data-count-of]")) {
    const field = document.getElementById(counter.dataset.countOf);
    field.addEventListener("input", () => {
      counter.textContent = `${field.value.length} of 1,000`;
    });
  }
  startKinds();
  startConfirming();
  startTheme();
  for (const form of all("form[data-form], form[data-confirm]")) guard(form);
  if (document.querySelector("[data-editor]")) startEditors();
}

/** A text prompt or a chat: only the fields of the chosen kind stand there. */
function startKinds() {
  const kinds = document.querySelector("[data-kinds]");
  if (!kinds) return;
  const show = () => {
    const kind = kinds.querySelector("input:checked").value;
    for (const part of all("[data-kind]")) part.hidden = part.dataset.kind !== kind;
  };
  kinds.addEventListener("change", show);
  show();
}

/** The button says how many rows it touches; a deletion waits for the name of what it touches. */
function startConfirming() {
  const form = document.querySelector("[data-confirm]");
  if (!form) return;
  const go = form.querySelector("[data-go]");
  const typed = form.querySelector("[data-typed]");
  const word = form.querySelector("[data-word]");
  const show = () => {
    const kept = all("tr[data-change='']", form).filter((row) => {
      const choice = row.nextElementSibling?.querySelector("input[type=radio]:checked");
      return !choice || choice.value !== "leave";
    });
    const counted = (words) => words.replace("2 ", `${kept.length} `);
    go.textContent = [go.dataset.none, go.dataset.one][kept.length] ?? counted(go.dataset.many);
    if (typed && kept.length) word.textContent = kept.length === 1 ? kept[0].dataset.title : counted(typed.dataset.many);
    go.disabled = !kept.length || Boolean(typed) && typed.value.trim() !== word.textContent;
  };
  form.addEventListener("input", show);
  show();
}

/** One press is one request. */
function guard(form) {
  form.addEventListener("submit", (event) => {
    if (form.dataset.sent) event.preventDefault();
    form.dataset.sent = "yes";
  });
  addEventListener("pageshow", () => { delete form.dataset.sent; });
}

const NEXT_THEME = { auto: "light", light: "dark", dark: "auto" };

/** The colours change at once and the page stays as it is, with all that was typed or shown once. */
function startTheme() {
  const form = document.querySelector("[data-theme-form]");
  let saved = Promise.resolve();
  form?.addEventListener("submit", (event) => {
    event.preventDefault();
    // Only for the pages after this one; if it fails, they have the colours they had. One after
    // the other, since the last answer decides.
    const body = new FormData(form);
    const save = () => fetch(form.action, { method: "POST", body, redirect: "manual", keepalive: true });
    saved = saved.then(save).catch(() => {});
    const chosen = form.elements.theme.value;
    document.documentElement.dataset.theme = chosen;
    form.elements.theme.value = NEXT_THEME[chosen];
    const button = form.querySelector("button");
    button.title = `Colours: ${chosen}`;
    button.setAttribute("aria-label", `Colours: ${chosen}. Change to ${NEXT_THEME[chosen]}`);
    const icon = button.querySelector("use");
    icon.setAttribute("href", icon.getAttribute("href").replace(/#.*/, `#${chosen}`));
  });
}

async function startEditors() {
  const { edit } = await import("../editor/editor.js");
  const nonce = document.querySelector("script[nonce]").nonce;
  for (const area of all("[data-editor]")) edit(area, area.dataset.editor, nonce);
}
