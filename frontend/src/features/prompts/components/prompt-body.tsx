import { CopyButton } from '@/components/ui/copy-button';
import type { Body } from '@/lib/bodies';
import { indented, type JsonText, membersOf } from '@/lib/json-text';
import { messageText, roleOf } from '../diff/compare';
import { piecesOf } from '../diff/pieces';
import classes from './prompt-body.module.css';

/** What a version holds, with its variables tinted; plain HTML, so that it is there before any program. */
export function PromptBody({ body, head }: { body: Body; head: React.ReactNode }) {
  return (
    <div className={classes.body}>
      {body.content !== null ? (
        <section className={classes.frame}>
          <div className={classes.head}>
            {head}
            <CopyButton text={body.content} label="the text" />
          </div>
          <Text text={body.content} />
        </section>
      ) : (
        <>
          <div className={classes.headAlone}>{head}</div>
          {(body.messages ?? []).map((message, index) => (
            <MessageBlock key={index} message={message} index={index} />
          ))}
        </>
      )}
      <ParameterList parameters={body.parameters} />
    </div>
  );
}

function MessageBlock({ message, index }: { message: JsonText; index: number }) {
  const role = roleOf(message) ?? 'unknown';
  if (role === 'placeholder') {
    return (
      <section className={classes.placeholder}>
        The messages given as <code>{(JSON.parse(message) as { name: string }).name}</code> stand here.
      </section>
    );
  }
  const text = messageText(message);
  return (
    <section className={classes.frame} aria-label={`Message ${index + 1}, ${role}`}>
      <div className={classes.head}>
        <h2 className={classes.role}>{role}</h2>
        <CopyButton text={text} label={`message ${index + 1}`} />
      </div>
      <Text text={text} />
    </section>
  );
}

function Text({ text }: { text: string }) {
  return (
    <pre className={classes.text}>
      {text.split('\n').map((line, index) => (
        <span key={index} className={classes.line}>
          {piecesOf([[line, false]]).map((piece, at) =>
            piece.variable ? (
              <span key={at} className={classes.variable}>
                {piece.text}
              </span>
            ) : (
              piece.text
            ),
          )}
          {'\n'}
        </span>
      ))}
    </pre>
  );
}

function ParameterList({ parameters }: { parameters: Body['parameters'] }) {
  const entries = membersOf(parameters ?? '{}');
  if (entries.length === 0) return null;
  return (
    <section>
      <h2 className={classes.title}>Parameters</h2>
      <dl className={classes.parameters}>
        {entries.map(([name, value]) => (
          <div key={name}>
            <dt>{name}</dt>
            <dd>{shown(value)}</dd>
          </div>
        ))}
      </dl>
    </section>
  );
}

/** A text without its quotes; everything else as JSON. */
const shown = (value: JsonText) => (value.startsWith('"') ? (JSON.parse(value) as string) : indented(value));
