'use client';

import { Editor } from '@/components/ui/editor';
import { variablesIn } from '@/lib/variables';
import { type Draft, textsOf } from './draft';
import classes from './body-editor.module.css';
import { MessagesEditor } from './messages-editor';

type Props = { draft: Draft; short?: boolean; onChange: (part: Partial<Draft>) => void };

/** The text of a prompt, or the messages of a chat. */
export function BodyEditor({ draft, short, onChange }: Props) {
  const variables = variablesIn(textsOf(draft));
  return (
    <div className={classes.body}>
      {draft.kind === 'text' ? (
        <div className={classes.frame}>
          <Editor
            tall={!short}
            label="Text of the prompt"
            language="template"
            placeholder="Write the prompt. {{ name }} stands for what the application fills in."
            variables={variables}
            value={draft.content}
            onChange={(content) => onChange({ content })}
          />
        </div>
      ) : (
        <MessagesEditor messages={draft.messages} variables={variables} onChange={(messages) => onChange({ messages })} />
      )}
      <p className={classes.variables}>
        {variables.length === 0 ? (
          <>
            No variables yet: write <code>{'{{ name }}'}</code> where the application puts something in.
          </>
        ) : (
          <>
            Variables{' '}
            {variables.map((name) => (
              <code key={name}>{name}</code>
            ))}
          </>
        )}
      </p>
    </div>
  );
}
