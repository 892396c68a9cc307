'use client';

import { useMediaQuery } from '@mantine/hooks';
import type { ReactNode } from 'react';
import { type Comparison, isSame, type MessageRows } from '../diff/rows';
import type { View } from '../search-params';
import classes from './comparison-view.module.css';
import { DiffBlock } from './diff-block';

type Props = { comparison: Comparison; view: View; whole?: boolean; head?: ReactNode };

/** Body and parameters of two versions, message by message for a chat. */
export function ComparisonView({ comparison, view: wanted, whole, head }: Props) {
  const isNarrow = useMediaQuery('(max-width: 700px)');
  const view = isNarrow ? 'unified' : wanted;
  const { content, messages, parameters } = comparison;

  return (
    <div className={classes.view}>
      {content && (
        <section className={classes.frame}>
          {head}
          <DiffBlock label="Changes of the body" rows={content} view={view} whole={whole} />
        </section>
      )}
      {messages && head && <div className={classes.frame}>{head}</div>}
      {messages?.map((message) => (
        <MessageChanges key={message.index} message={message} view={view} whole={whole} />
      ))}
      {parameters.length > 0 && (
        <section>
          <h2 className={classes.title}>Parameters</h2>
          {parameters.every(isSame) ? (
            <p className={classes.quiet}>Unchanged.</p>
          ) : (
            <div className={classes.frame}>
              <DiffBlock label="Changes of the parameters" rows={parameters} view={view} whole={whole} numbered={false} />
            </div>
          )}
        </section>
      )}
    </div>
  );
}

function MessageChanges({ message, view, whole }: { message: MessageRows; view: View; whole?: boolean }) {
  const { index, role_from: before, role_to: now, rows } = message;
  const isUnchanged = before === now && rows.every(isSame);
  return (
    <section className={classes.frame}>
      <h2 className={classes.messageHead}>
        Message {index + 1}
        <span className={classes.role}>
          {before !== null && now !== null && before !== now && (
            <>
              <del>{before}</del> →{' '}
            </>
          )}
          <strong>{now ?? before}</strong>
        </span>
        <span className={classes.quiet}>
          {before === null ? 'added' : now === null ? 'removed' : isUnchanged ? 'unchanged' : ''}
        </span>
      </h2>
      {(!isUnchanged || whole) && (
        <DiffBlock label={`Changes of message ${index + 1}`} rows={rows} view={view} whole={whole} />
      )}
    </section>
  );
}
