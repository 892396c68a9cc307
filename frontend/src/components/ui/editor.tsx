'use client';

import dynamic from 'next/dynamic';
import classes from './editor.module.css';

export type EditorProps = {
  label: string;
  value: string;
  onChange: (value: string) => void;
  language: 'template' | 'json';
  placeholder?: string;
  /** Names that completion offers after `{{`. */
  variables?: string[];
  tall?: boolean;
};

const CodeEditor = dynamic(() => import('./code-editor').then((part) => part.CodeEditor), { ssr: false });

/** An editor that is loaded when needed; until then its text stands in its place. */
export function Editor(props: EditorProps) {
  return (
    <div className={classes.editor} data-tall={props.tall || undefined}>
      <CodeEditor {...props} />
      <pre className={classes.waiting} aria-hidden>
        {props.value}
      </pre>
    </div>
  );
}
