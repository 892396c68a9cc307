// Selecting rows, and facets that apply as soon as they are chosen.

const all = (selector, root = document) => [...root.querySelectorAll(selector)];

export function startLists() {
  startSelection();
  startFilters();
}

function startSelection() {
  const bulk = document.querySelector("[data-bulk]");
  if (!bulk) return;
  const ticks = all("[data-tick]");
  const every = document.querySelector("[data-all]");
  let last = null;

  function show() {
    const chosen = ticks.filter((tick) => tick.checked);
    bulk.toggleAttribute("data-any", chosen.length > 0);
    bulk.querySelector("[data-count]").textContent = `${chosen.length} selected`;
    every.checked = chosen.length === ticks.length;
    every.indeterminate = chosen.length > 0 && chosen.length < ticks.length;
    for (const tick of ticks) tick.closest("tr").classList.toggle("picked", tick.checked);
  }

  function set(rows, checked) {
    for (const tick of rows) tick.checked = checked;
    show();
  }

  for (const tick of ticks) {
    tick.addEventListener("click", (event) => {
      if (event.shiftKey && last) {
        const [from, to] = [ticks.indexOf(last), ticks.indexOf(tick)].sort((a, b) => a - b);
        set(ticks.slice(from, to + 1), tick.checked);
      }
      last = tick;
    });
    tick.addEventListener("change", show);
  }
  every.addEventListener("change", () => set(ticks, every.checked));
  bulk.querySelector("[data-select-all]").addEventListener("click", () => set(ticks, true));
  bulk.querySelector("[data-clear]").addEventListener("click", () => set(ticks, false));
  addEventListener("pageshow", show);
  show();
}

function startFilters() {
  const form = document.querySelector("[data-filters]");
  if (!form) return;
  form.addEventListener("submit", () => {
    // An address without what was left empty.
    for (const field of form.elements) if (field.name && !field.value) field.disabled = true;
  });
  addEventListener("pageshow", () => { for (const field of form.elements) field.disabled = false; });
  for (const field of form.elements) {
    if (field.type === "checkbox") field.addEventListener("change", () => form.requestSubmit());
    if (field.type === "radio") {
      field.addEventListener("change", () => {
        for (const date of form.querySelectorAll(".dates input")) date.value = "";
        form.requestSubmit();
      });
    }
  }
  if (matchMedia("(min-width: 1101px)").matches) form.querySelector(".go").hidden = true;
  for (const date of form.querySelectorAll(".dates input")) {
    date.addEventListener("change", () => form.requestSubmit());
  }
}
