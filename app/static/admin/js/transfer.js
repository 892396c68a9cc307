// A file is read line by line and sent in pieces, so that the page can say how far it is.

const PIECE = 512 * 1024;
const SHOWN = 500;
const TONES = { created: "ok", extended: "here", unchanged: "off", refused: "bad" };

export function startTransfer() {
  const form = document.querySelector("[data-import]");
  if (!form) return;
  const run = form.querySelector("[data-run]");
  form.addEventListener("submit", (event) => { event.preventDefault(); go(form, true); });
  run.addEventListener("click", () => go(form, false));
  form.addEventListener("change", () => { run.disabled = true; run.classList.remove("primary"); });
}

async function go(form, preview) {
  const file = form.elements.file.files[0];
  const buttons = form.querySelectorAll("button");
  const out = startOutcome();
  for (const button of buttons) button.disabled = true;
  const tally = { created: 0, extended: 0, unchanged: 0, refused: 0, versions_added: 0, lines: 0 };
  try {
    let sent = 0;
    const memory = new Memory(file);
    for await (const piece of pieces(file)) {
      // What a line would do hangs on the lines before it, of which the server keeps nothing.
      const earlier = preview ? memory.before(piece) : [];
      const answer = await send(form, new Blob([...earlier, piece.bytes]), preview);
      for (const result of answer.results) {
        if (result.line <= earlier.length) continue;
        result.line += piece.before - earlier.length;
        if (preview) memory.keep(result);
        tally[result.outcome] += 1;
        tally.versions_added += result.versions_added;
        tally.lines += 1;
        out.add(result, tally.lines);
      }
      if (answer.stopped) throw new Error(answer.stopped);
      sent += piece.bytes.length;
      out.progress(sent / file.size, tally, preview, false);
    }
    out.progress(1, tally, preview, true);
  } catch (error) {
    out.fail(error.message, tally, preview);
  }
  for (const button of buttons) button.disabled = false;
  const offered = preview && tally.created + tally.extended > 0;
  const runButton = form.querySelector("[data-run]");
  runButton.disabled = !offered;
  runButton.textContent = offered ? `Import ${prompts(tally.created + tally.extended)}` : "Import";
  runButton.classList.toggle("primary", offered);
  form.querySelector("[data-preview]").classList.toggle("primary", !offered);
}

function prompts(number) {
  return number === 1 ? "1 prompt" : `${number} prompts`;
}

/** Where in the file the lines stand that decide what a later line of the same prompt would do. */
class Memory {
  constructor(file) {
    this.file = file;
    this.lines = new Map();
    this.kept = new Map();
    this.at = 0;
  }

  /** The first and the newest line that were taken, of every name and id that a piece holds again. */
  before(piece) {
    const found = new Map();
    this.lines.clear();
    let number = piece.before;
    for (const bytes of split(piece.bytes)) {
      const [start, end] = [this.at, this.at += bytes.length];
      const keys = keysOf(bytes);
      this.lines.set(number += 1, { start, end, keys });
      for (const line of keys.flatMap((key) => this.kept.get(key) ?? [])) found.set(line.start, line);
    }
    const earlier = [...found.values()].sort((one, other) => one.start - other.start);
    return earlier.map(({ start, end }) => this.file.slice(start, end));
  }

  keep(result) {
    const line = this.lines.get(result.line);
    if (result.outcome === "refused") return;
    for (const key of line.keys) this.kept.set(key, [this.kept.get(key)?.[0] ?? line, line]);
  }
}

/** Names and ids by which a line meets another; what is no JSON meets none. */
function keysOf(bytes) {
  try {
    const { name, id } = JSON.parse(new TextDecoder().decode(bytes));
    return [`name ${name}`, ...(id ? [`id ${String(id).toLowerCase()}`] : [])];
  } catch {
    return [];
  }
}

function* split(bytes) {
  let start = 0;
  for (let end = 0; end < bytes.length; end += 1) {
    if (bytes[end] !== 10) continue;
    yield bytes.subarray(start, end + 1);
    start = end + 1;
  }
  if (start < bytes.length) yield bytes.subarray(start);
}

/** Whole lines, about half a megabyte at a time; `before` is how many lines came earlier. */
async function* pieces(file) {
  let rest = new Uint8Array();
  let before = 0;
  for await (const chunk of file.stream()) {
    const all = new Uint8Array(rest.length + chunk.length);
    all.set(rest);
    all.set(chunk, rest.length);
    const end = all.lastIndexOf(10) + 1;
    if (end === 0 || all.length < PIECE) { rest = all; continue; }
    const bytes = all.slice(0, end);
    yield { bytes, before };
    before += count(bytes);
    rest = all.slice(end);
  }
  if (rest.length) yield { bytes: rest, before };
}

function count(bytes) {
  let lines = 0;
  for (const byte of bytes) if (byte === 10) lines += 1;
  return lines;
}

async function send(form, bytes, preview) {
  const project = encodeURIComponent(form.elements.project.value);
  const answer = await fetch(`${form.action}?project=${project}${preview ? "&preview=1" : ""}`, {
    method: "POST",
    body: bytes,
    headers: {
      "Content-Type": "application/x-ndjson",
      "X-CSRF-Token": form.elements.csrf_token.value,
      Accept: "application/json",
    },
  });
  const body = await answer.json();
  if (!answer.ok) throw new Error(body.detail);
  return body;
}

function startOutcome() {
  const root = document.querySelector("[data-outcome]");
  const table = root.querySelector("[data-results]");
  const rows = table.tBodies[0];
  const sum = root.querySelector("[data-sum]");
  const bar = root.querySelector("[data-progress]");
  const cut = root.querySelector("[data-cut]");
  root.hidden = false;
  table.hidden = cut.hidden = true;
  rows.replaceChildren();
  bar.value = 0;
  let shown = 0;
  return {
    add(result, lines) {
      table.hidden = false;
      // What was refused is always shown, of the rest the first few hundred.
      if (shown >= SHOWN && result.outcome !== "refused") {
        cut.hidden = false;
        cut.textContent = `${lines - shown} further lines went well and are not shown.`;
        return;
      }
      shown += 1;
      rows.append(row(result));
    },
    progress(share, tally, preview, over) {
      bar.value = share;
      sum.textContent = `${over ? "" : "So far: "}${words(tally, preview)}`;
    },
    fail(message, tally, preview) {
      sum.textContent = `It stopped: ${message} Until then: ${words(tally, preview)} All may be sent again.`;
    },
  };
}

function words(tally, preview) {
  const would = preview ? "would be " : "";
  return `${tally.created} ${would}created, ${tally.extended} ${would}extended, ${tally.unchanged} unchanged, ${tally.refused} ${would}refused; ${tally.versions_added} versions.`;
}

function row(result) {
  const tr = document.createElement("tr");
  for (const [text, kind] of [[result.line, "num"], [result.name ?? "", "mono"], [result.outcome, ""], [result.versions_added || "", "num"], [result.reason ?? "", "wide muted"]]) {
    const td = document.createElement("td");
    td.className = kind;
    td.append(String(text));
    if (text === result.outcome) {
      td.textContent = "";
      const state = document.createElement("span");
      const dot = document.createElement("span");
      state.className = "state";
      dot.className = `dot ${TONES[result.outcome]}`;
      state.append(dot, result.outcome);
      td.append(state);
    }
    tr.append(td);
  }
  return tr;
}
