'use client';

import { autocompletion, type CompletionContext, completionKeymap } from '@codemirror/autocomplete';
import { defaultKeymap, history, historyKeymap } from '@codemirror/commands';
import { json, jsonParseLinter } from '@codemirror/lang-json';
import { syntaxHighlighting } from '@codemirror/language';
import { linter } from '@codemirror/lint';
import { EditorState, type Extension } from '@codemirror/state';
import { drawSelection, EditorView, keymap, lineNumbers, placeholder as hint } from '@codemirror/view';
import { useEffect, useEffectEvent, useRef } from 'react';
import { colours, look, tokens } from './code-editor-look';
import type { EditorProps } from './editor';

/** CodeMirror with variables tinted. Tab moves on to the next field, as everywhere on a page. */
export function CodeEditor({ label, value, onChange, language, placeholder, variables = [] }: EditorProps) {
  const host = useRef<HTMLDivElement>(null);
  const view = useRef<EditorView>(null);
  // What was typed and has not come back as `value` yet. Coming back late, it must not undo what was typed since.
  const typed = useRef<string[]>([]);
  const changed = useEffectEvent(onChange);
  const offered = useEffectEvent(() => variables);

  useEffect(() => {
    if (!host.current) return;
    const editor = new EditorView({
      parent: host.current,
      state: EditorState.create({
        doc: value,
        extensions: [
          common(label, placeholder),
          language === 'json' ? jsonLanguage : template(() => offered()),
          EditorView.updateListener.of((update) => {
            if (!update.docChanged) return;
            const text = update.state.doc.toString();
            typed.current.push(text);
            changed(text);
          }),
        ],
      }),
    });
    view.current = editor;
    typed.current = [];
    return () => editor.destroy();
    // What it begins with; later values come by the effect below.
    // eslint-disable-next-line react-hooks/exhaustive-deps
  }, [label, language, placeholder]);

  useEffect(() => {
    const editor = view.current;
    const echo = typed.current.indexOf(value);
    if (echo >= 0) {
      typed.current.splice(0, echo + 1);
      return;
    }
    if (editor && editor.state.doc.toString() !== value) {
      editor.dispatch({ changes: { from: 0, to: editor.state.doc.length, insert: value } });
    }
    typed.current = [];
  }, [value]);

  return <div ref={host} className="cm-host" />;
}

const common = (label: string, placeholder = ''): Extension => [
  // Only line feeds end a line: any other character is the author's and stays.
  EditorState.lineSeparator.of('\n'),
  EditorView.clipboardInputFilter.of((text) => text.replaceAll('\r\n', '\n')),
  EditorView.contentAttributes.of({ 'aria-label': label, spellcheck: 'false' }),
  EditorView.lineWrapping,
  lineNumbers(),
  history(),
  drawSelection(),
  hint(placeholder),
  keymap.of([...completionKeymap, ...defaultKeymap, ...historyKeymap]),
  look,
];

const jsonLanguage: Extension = [json(), linter(jsonParseLinterUnlessEmpty()), syntaxHighlighting(colours)];

function jsonParseLinterUnlessEmpty() {
  const parse = jsonParseLinter();
  return (view: EditorView) => (view.state.doc.toString().trim() ? parse(view) : []);
}

const template = (variables: () => string[]): Extension => [
  tokens,
  autocompletion({ override: [(context) => completeVariable(context, variables())] }),
];

/** After `{{`, the names used so far. */
function completeVariable(context: CompletionContext, names: string[]) {
  const before = context.matchBefore(/\{\{[ \t]*[\w.-]*/);
  if (!before) return null;
  const from = before.from + (/^\{\{[ \t]*/.exec(before.text)?.[0].length ?? 2);
  const closed = /^[ \t]*\}\}/.test(context.state.sliceDoc(context.pos, context.pos + 12));
  return { from, options: names.map((name) => ({ label: name, apply: closed ? name : `${name} }}` })) };
}
