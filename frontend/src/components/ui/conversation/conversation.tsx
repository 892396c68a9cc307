'use client';

import { CopyButton } from '@/components/ui/copy-button';
import classes from './conversation.module.css';
import { FoldedText } from './folded-text';
import { JsonFold } from './json-fold';
import { copied, type Part, type Turn, turnsOf } from './turns';

type Props = {
  /** Messages, one message, a text, or whatever else a program handed over. */
  messages: unknown;
  /** Of what says no role itself. */
  role?: string;
  /** What the list of turns is, for those who hear the page. */
  label: string;
};

/** Messages to be read: who said what, tools asked and their answers; nothing in them is fetched or run. */
export function Conversation({ messages, role, label }: Props) {
  const turns = turnsOf(messages, role);
  return (
    <ol className={classes.turns} aria-label={label}>
      {turns.map((turn, index) => (
        <TurnBlock key={index} turn={turn} index={index} />
      ))}
    </ol>
  );
}

function TurnBlock({ turn, index }: { turn: Turn; index: number }) {
  const text = copied(turn);
  return (
    <li className={classes.turn} data-role={turn.role}>
      <div className={classes.head}>
        <h3>
          {turn.role}
          {turn.name && <span> {turn.name}</span>}
        </h3>
        {text && <CopyButton text={text} label={`message ${index + 1}, ${turn.role}`} />}
      </div>
      <div className={classes.parts}>
        {turn.parts.length === 0 && <p className={classes.nothing}>No text.</p>}
        {turn.parts.map((part, at) => (
          <PartBlock key={at} part={part} />
        ))}
      </div>
    </li>
  );
}

function PartBlock({ part }: { part: Part }) {
  switch (part.form) {
    case 'text':
      return <FoldedText text={part.text} />;
    case 'reasoning':
      return <JsonFold label="Reasoning" value={part.text} open={false} />;
    case 'json':
      return <JsonFold label="JSON" value={part.value} />;
    case 'call':
      return <JsonFold label={`Calls ${part.name || 'a tool'}`} value={part.given} />;
    case 'result':
      return typeof part.value === 'string' ? <FoldedText text={part.value} /> : <JsonFold label="Answers" value={part.value} />;
    case 'media':
      return (
        <p className={classes.media}>
          <span>{part.what}</span> <code>{part.name}</code>
        </p>
      );
    case 'placeholder':
      return (
        <p className={classes.media}>
          The messages given as <code>{part.name}</code> stand here.
        </p>
      );
  }
}
