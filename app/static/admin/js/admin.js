// What the panel adds to plain HTML: keys, selection, menus, themes, counters.

import { startKeys } from "./keys.js";
import { startLists } from "./lists.js";
import { startForms } from "./forms.js";
import { startItems } from "./items.js";
import { startTransfer } from "./transfer.js";

const all = (selector, root = document) => [...root.querySelectorAll(selector)];

/** One menu is open at a time; a click beside it or Escape closes it. */
function startMenus() {
  document.addEventListener("click", (event) => {
    for (const menu of all("details[data-menu][open]")) {
      if (!menu.contains(event.target)) menu.open = false;
    }
  });
  document.addEventListener("toggle", (event) => {
    const menu = event.target;
    if (!menu.matches?.("details[data-menu][open]")) return;
    const panel = menu.querySelector(".panel");
    const scroller = menu.closest(".scroll");
    const bottom = scroller ? scroller.getBoundingClientRect().bottom : innerHeight;
    menu.classList.toggle("up", menu.matches(".rest") || panel.getBoundingClientRect().bottom > bottom);
  }, true);
  document.addEventListener("keydown", (event) => {
    if (event.key !== "Escape") return;
    for (const menu of all("details[data-menu][open]")) {
      menu.open = false;
      menu.querySelector("summary").focus();
    }
  });
}

/** On a narrow screen the navigation and the facets lie over the page. */
function startDrawers() {
  const nav = document.querySelector("[data-nav]");
  const opener = document.querySelector("[data-open-nav]");
  opener?.addEventListener("click", () => {
    const open = nav.toggleAttribute("data-open");
    opener.setAttribute("aria-expanded", String(open));
  });
  const rail = document.querySelector("[data-rail]");
  document.querySelector("[data-open-rail]")?.addEventListener("click", () => {
    rail.setAttribute("data-open", "");
    rail.querySelector("button").focus();
  });
  document.querySelector("[data-close-rail]")?.addEventListener("click", () => rail.removeAttribute("data-open"));
}

/** Rows that open in place, and unchanged lines that unfold. */
function startFolds() {
  for (const fold of all("[data-fold]")) {
    fold.querySelector("button").addEventListener("click", () => {
      fold.nextElementSibling.hidden = false;
      fold.remove();
    });
  }
  for (const button of all("[data-opens]")) {
    const row = document.getElementById(button.dataset.opens);
    button.addEventListener("click", () => {
      row.hidden = !row.hidden;
      button.setAttribute("aria-expanded", String(!row.hidden));
    });
  }
}

function startCopying() {
  for (const button of all("[data-copy]")) {
    button.addEventListener("click", async () => {
      const from = document.getElementById(button.dataset.copy);
      const text = from.value ?? from.textContent;
      const before = button.textContent;
      try {
        await navigator.clipboard.writeText(text);
        button.textContent = "Copied";
      } catch {
        from.select?.();
        button.textContent = "Press Ctrl-C";
      }
      setTimeout(() => { button.textContent = before; }, 2000);
    });
  }
}

startMenus();
startDrawers();
startFolds();
startCopying();
startLists();
startForms();
startItems();
startTransfer();
startKeys();
document.documentElement.dataset.ready = "";
