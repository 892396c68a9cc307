// A CodeMirror editor over a text area of a form. `npm run build` makes editor.js of it.

import { defaultKeymap, history, historyKeymap } from "@codemirror/commands";
import { json, jsonParseLinter } from "@codemirror/lang-json";
import { bracketMatching, HighlightStyle, indentOnInput, indentUnit, syntaxHighlighting } from "@codemirror/language";
import { linter, lintGutter } from "@codemirror/lint";
import { EditorState } from "@codemirror/state";
import {
  Decoration, drawSelection, EditorView, highlightActiveLine, keymap, lineNumbers, MatchDecorator, ViewPlugin,
} from "@codemirror/view";
import { tags } from "@lezer/highlight";

const VARIABLE = /\{\{[ \t]*[A-Za-z_][A-Za-z0-9_.-]*[ \t]*\}\}/g;

const look = EditorView.theme({
  "&": { fontSize: "12.5px", backgroundColor: "transparent", color: "var(--text)" },
  "&.cm-focused": { outline: "none" },
  ".cm-scroller": { fontFamily: "var(--mono)", lineHeight: "21px", maxHeight: "60vh" },
  ".cm-content": { padding: "8px 0", caretColor: "var(--text)" },
  ".cm-gutters": { backgroundColor: "transparent", color: "var(--muted)", border: "0" },
  ".cm-activeLine, .cm-activeLineGutter": { backgroundColor: "var(--hover)" },
  "&.cm-focused .cm-selectionBackground, .cm-selectionBackground": { backgroundColor: "var(--accent-soft) !important" },
  ".cm-cursor": { borderLeftColor: "var(--text)" },
  ".cm-variable": { backgroundColor: "var(--var-bg)", color: "var(--var)", borderRadius: "3px" },
  ".cm-tooltip": { backgroundColor: "var(--surface-1)", color: "var(--text)", border: "1px solid var(--line)" },
});

const colours = HighlightStyle.define([
  { tag: tags.propertyName, color: "var(--accent-text)" },
  { tag: tags.string, color: "var(--ok-text)" },
  { tag: [tags.number, tags.bool, tags.null], color: "var(--warn-text)" },
  { tag: tags.invalid, color: "var(--bad-text)" },
]);

const marker = new MatchDecorator({ regexp: VARIABLE, decoration: Decoration.mark({ class: "cm-variable" }) });
const variables = ViewPlugin.define(
  (view) => ({
    decorations: marker.createDeco(view),
    update(change) { this.decorations = marker.updateDeco(change, this.decorations); },
  }),
  { decorations: (plugin) => plugin.decorations },
);

/** Replace a text area on the screen; it goes on carrying the text into the form. */
export function edit(area, language, nonce) {
  const isJson = language === "json";
  const root = document.createElement("div");
  root.className = "editor";
  root.classList.toggle("wrong", area.getAttribute("aria-invalid") === "true");
  const status = document.createElement("span");
  status.setAttribute("role", "status");
  const label = document.querySelector(`label[for="${area.id}"]`);
  const view = new EditorView({
    parent: root,
    state: EditorState.create({
      doc: area.value,
      extensions: [
        EditorView.cspNonce.of(nonce),
        lineNumbers(), history(), drawSelection(), highlightActiveLine(), bracketMatching(), indentOnInput(),
        indentUnit.of("  "), EditorView.lineWrapping, look, syntaxHighlighting(colours), variables,
        // Tab is not bound: it leads to the next field, as everywhere.
        keymap.of([...defaultKeymap, ...historyKeymap]),
        ...(isJson ? [json(), lintGutter(), linter(problemsIn, { delay: 250 })] : []),
        EditorView.contentAttributes.of({
          "aria-label": label ? label.textContent : area.name,
          "aria-describedby": area.getAttribute("aria-describedby") || "",
          spellcheck: String(!isJson),
        }),
        EditorView.updateListener.of((change) => {
          if (!change.docChanged) return;
          area.value = change.state.doc.toString();
          describe(change.state);
        }),
      ],
    }),
  });
  view.contentDOM.dataset.for = area.name;
  view.scrollDOM.style.minHeight = `${Math.min(area.rows, 16) * 21 + 16}px`;

  function describe(state) {
    const text = state.doc.toString();
    const size = new TextEncoder().encode(text).length;
    const lines = `${state.doc.lines} ${state.doc.lines === 1 ? "line" : "lines"}, ${size.toLocaleString("en")} bytes`;
    const problem = isJson && text.trim() ? problemOf(text, state.doc) : null;
    status.textContent = problem ? problem.words : lines;
    status.classList.toggle("bad-text", Boolean(problem));
  }

  const bar = document.createElement("div");
  bar.className = "editor-bar";
  bar.append(status);
  if (isJson) bar.append(button("Format", () => format(view, status)));
  root.append(bar);
  area.hidden = true;
  area.removeAttribute("required");
  area.before(root);
  label?.addEventListener("click", () => view.focus());
  describe(view.state);
  return view;
}

function button(words, act) {
  const made = document.createElement("button");
  made.type = "button";
  made.className = "button small";
  made.textContent = words;
  made.addEventListener("click", act);
  return made;
}

/** Indented by two; keys stay in the order written. */
function format(view, status) {
  const text = view.state.doc.toString();
  if (!text.trim()) return;
  const problem = problemOf(text, view.state.doc);
  if (problem) {
    status.textContent = problem.words;
    status.classList.add("bad-text");
    view.dispatch({ selection: { anchor: problem.at }, scrollIntoView: true });
    view.focus();
    return;
  }
  const pretty = reindent(text);
  view.dispatch({ changes: { from: 0, to: view.state.doc.length, insert: pretty } });
}

/** White space only: numbers and escapes stay as they were written, which JSON.stringify would not keep. */
function reindent(text) {
  let out = "";
  let depth = 0;
  const newline = () => `\n${"  ".repeat(depth)}`;
  for (const [token] of text.matchAll(/"(?:[^"\\]|\\.)*"|[{}[\],:]|[^\s{}[\],:"]+/g)) {
    if (token === "{" || token === "[") { depth += 1; out += token + newline(); }
    else if (token === "}" || token === "]") {
      depth -= 1;
      out = /[{[]\s*$/.test(out) ? out.trimEnd() + token : out + newline() + token;
    } else if (token === ",") out += token + newline();
    else if (token === ":") out += ": ";
    else out += token;
  }
  return out;
}

function problemsIn(view) {
  return view.state.doc.toString().trim() ? jsonParseLinter()(view) : [];
}

/** What JSON.parse says, with the line that it means. */
function problemOf(text, doc) {
  try {
    JSON.parse(text);
    return null;
  } catch (error) {
    const found = /position (\d+)/.exec(error.message);
    const place = /line (\d+) column (\d+)/.exec(error.message);
    const at = found ? Math.min(Number(found[1]), doc.length)
      : place ? doc.line(Number(place[1])).from + Number(place[2]) - 1 : doc.length;
    const line = doc.lineAt(at).number;
    const words = error.message.replace(/\s*(in JSON )?at (position \d+|line \d+ column \d+ of the JSON data).*$/, "").replace(/^JSON\.parse: /, "");
    return { at, words: `Line ${line}: ${words}` };
  }
}
