// Keys for those who keep their hands on them. None acts while something is being typed.

const all = (selector, root = document) => [...root.querySelectorAll(selector)];

const isTyping = (target) =>
  target.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(target.tagName) && !/^(checkbox|radio|button)$/.test(target.type);

export function startKeys() {
  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
    if (event.key === "Escape" && isTyping(event.target)) event.target.blur();
    if (isTyping(event.target) || document.querySelector("dialog[open]")) return;
    const act = actions[event.key];
    if (act && act() !== false) event.preventDefault();
  });
}

/** Each says whether it found something to act on; pages that stand alone have nearly nothing. */
const actions = {
  "/": () => {
    const nav = document.querySelector("[data-nav]");
    if (!nav) return false;
    if (getComputedStyle(nav.querySelector(".find")).display === "none") document.querySelector("[data-open-nav]").click();
    const field = document.querySelector("[data-find]");
    field.focus();
    field.select();
    return true;
  },
  "?": () => {
    const keys = document.getElementById("keys");
    keys?.showModal();
    return Boolean(keys);
  },
  j: () => step("[data-row]", 1),
  k: () => step("[data-row]", -1),
  n: () => step("[data-diff]", 1),
  p: () => step("[data-diff]", -1),
  x: () => press("[data-tick], input[type=radio]"),
  o: () => press("[data-open], [data-opens]"),
  a: () => press(".row-menu summary"),
};

/** The next row or change, marked and in sight. */
function step(selector, by) {
  const rows = all(selector).filter((row) => row.offsetParent);
  if (!rows.length) return false;
  const at = rows.findIndex((row) => row.classList.contains("here"));
  const next = rows[at < 0 ? (by > 0 ? 0 : rows.length - 1) : Math.min(rows.length - 1, Math.max(0, at + by))];
  for (const row of rows) row.classList.toggle("here", row === next);
  next.scrollIntoView({ block: selector === "[data-diff]" ? "center" : "nearest" });
  const first = next.querySelector("[data-tick], [data-opens], [data-open]");
  first?.focus({ preventScroll: true });
  return true;
}

function press(selector) {
  const here = document.querySelector("tr.here, li.here");
  const target = here?.querySelector(selector);
  if (!target) return false;
  target.click();
  if (target.tagName === "SUMMARY") target.parentElement.querySelector(".panel a, .panel button")?.focus();
  return true;
}
