// A file of items goes to the server whole; the bar says how much of it has gone.

export function startItems() {
  const form = document.querySelector("[data-items]");
  if (!form) return;
  const run = form.querySelector("[data-run]");
  form.addEventListener("submit", (event) => { event.preventDefault(); go(form, true); });
  run.addEventListener("click", () => go(form, false));
  form.addEventListener("change", () => { run.disabled = true; run.classList.remove("primary"); });
  form.elements.file.addEventListener("change", () => {
    const [file] = form.elements.file.files;
    if (file) form.elements.kind.value = /\.csv$/i.test(file.name) ? "csv" : "jsonl";
  });
}

async function go(form, preview) {
  const buttons = form.querySelectorAll("button");
  for (const button of buttons) button.disabled = true;
  const root = document.querySelector("[data-outcome]");
  const [sum, bar] = [root.querySelector("[data-sum]"), root.querySelector("[data-progress]")];
  root.hidden = false;
  sum.textContent = "The file is being sent.";
  bar.value = 0;
  let offered = false;
  show(root, []);
  try {
    const { summary, refused } = await send(form, preview, (share) => {
      bar.value = share;
      if (share === 1) sum.textContent = "The file is being read.";
    });
    show(root, refused, summary.refused > refused.length);
    sum.textContent = words(summary, preview);
    offered = preview && summary.complete && summary.added + summary.changed > 0
      && (!summary.refused || form.elements.partial.checked);
  } catch (error) {
    sum.textContent = `Nothing was imported: ${error.message}`;
  }
  bar.value = 1;
  for (const button of buttons) button.disabled = false;
  const run = form.querySelector("[data-run]");
  run.disabled = !offered;
  run.classList.toggle("primary", offered);
  form.querySelector("[data-preview]").classList.toggle("primary", !offered);
}

/** By XMLHttpRequest, since fetch says nothing of what has gone. */
function send(form, preview, progress) {
  const { file, kind, mapping, message, partial, csrf_token: csrf } = form.elements;
  const asked = { kind: kind.value, mapping: mapping.value.trim(), message: message.value.trim() };
  if (preview) asked.preview = "1";
  if (partial.checked) asked.partial = "1";
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest();
    request.open("POST", `${form.action}&${new URLSearchParams(asked)}`);
    request.setRequestHeader("Content-Type", kind.value === "csv" ? "text/csv" : "application/x-ndjson");
    request.setRequestHeader("X-CSRF-Token", csrf.value);
    request.setRequestHeader("Accept", "application/json");
    request.responseType = "json";
    request.upload.addEventListener("progress", (event) => progress(event.loaded / (event.total || 1)));
    request.addEventListener("error", () => reject(new Error("the server was not reached; try again.")));
    request.addEventListener("load", () => {
      if (request.status === 200 && request.response) resolve(request.response);
      else reject(new Error(request.response?.detail ?? `the server answered ${request.status}.`));
    });
    request.send(file.files[0]);
  });
}

function words(summary, preview) {
  const { rows, added, changed, unchanged, refused } = summary;
  const would = preview ? "would be " : "";
  const tally = `Of ${rows} rows ${added} ${would}added, ${changed} ${would}changed, ${unchanged} unchanged, ${refused} refused.`;
  const ignored = summary.ignored.length ? ` Ignored: ${summary.ignored.join(", ")}.` : "";
  if (!summary.complete) return `Nothing was imported: ${summary.detail ?? "it stopped."} ${tally}`;
  return `${tally}${preview || summary.version === null ? "" : ` It is v${summary.version} now.`}${ignored}`;
}

function show(root, refused, more = false) {
  const table = root.querySelector("[data-results]");
  table.hidden = refused.length === 0;
  root.querySelector("[data-cut]").hidden = !more;
  table.tBodies[0].replaceChildren(...refused.map((one) => {
    const tr = document.createElement("tr");
    for (const [text, kind] of [[one.line, "num"], [one.key ?? "", "mono key-cell"], [one.reason, "says"]]) {
      const td = document.createElement("td");
      td.className = kind;
      td.textContent = String(text);
      tr.append(td);
    }
    return tr;
  }));
}
