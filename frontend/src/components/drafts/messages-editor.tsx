'use client';

import { ActionIcon, Button, TextInput } from '@mantine/core';
import { IconArrowDown, IconArrowUp, IconX } from '@tabler/icons-react';
import { Editor } from '@/components/ui/editor';
import { asJson, type DraftMessage, emptyMessage, emptyPlaceholder } from './draft';
import classes from './messages-editor.module.css';

const ROLES = ['system', 'user', 'assistant', 'developer', 'tool'];

type Props = { messages: DraftMessage[]; variables: string[]; onChange: (messages: DraftMessage[]) => void };

/** A chat, message by message; each may be moved, removed, or written as JSON for parts and tool calls. */
export function MessagesEditor({ messages, variables, onChange }: Props) {
  const replace = (index: number, message: DraftMessage) => onChange(messages.with(index, message));
  const move = (index: number, step: number) => {
    const moved = messages.toSpliced(index, 1);
    onChange(moved.toSpliced(index + step, 0, messages[index] as DraftMessage));
  };
  const add = (message: DraftMessage) => onChange([...messages, message]);
  const nextRole = messages.findLast((message) => message.form === 'text')?.role === 'user' ? 'assistant' : 'user';

  return (
    <div className={classes.messages}>
      <datalist id="roles">
        {ROLES.map((role) => (
          <option key={role} value={role} />
        ))}
      </datalist>
      {messages.map((message, index) => (
        <section key={message.key} className={classes.message} aria-label={`Message ${index + 1}`}>
          <div className={classes.head}>
            <Head message={message} index={index} onChange={(changed) => replace(index, changed)} />
            <Icon label={`Move message ${index + 1} up`} disabled={index === 0} onClick={() => move(index, -1)}>
              <IconArrowUp size={15} aria-hidden />
            </Icon>
            <Icon
              label={`Move message ${index + 1} down`}
              disabled={index === messages.length - 1}
              onClick={() => move(index, 1)}
            >
              <IconArrowDown size={15} aria-hidden />
            </Icon>
            <Icon
              label={`Remove message ${index + 1}`}
              disabled={messages.length === 1}
              onClick={() => onChange(messages.toSpliced(index, 1))}
            >
              <IconX size={15} aria-hidden />
            </Icon>
          </div>
          {message.form === 'text' && (
            <Editor
              label={`Text of message ${index + 1}`}
              language="template"
              variables={variables}
              value={message.text}
              onChange={(text) => replace(index, { ...message, text })}
            />
          )}
          {message.form === 'json' && (
            <Editor
              label={`JSON of message ${index + 1}`}
              language="json"
              value={message.json}
              onChange={(json) => replace(index, { ...message, json })}
            />
          )}
        </section>
      ))}
      <div className={classes.add}>
        <Button size="compact-sm" onClick={() => add(emptyMessage(nextRole))}>
          Add message
        </Button>
        <Button size="compact-sm" onClick={() => add(emptyPlaceholder())}>
          Add placeholder
        </Button>
      </div>
    </div>
  );
}

type HeadProps = { message: DraftMessage; index: number; onChange: (message: DraftMessage) => void };

function Head({ message, index, onChange }: HeadProps) {
  if (message.form === 'placeholder') {
    return (
      <TextInput
        className={classes.name}
        size="xs"
        aria-label={`Name of placeholder ${index + 1}`}
        placeholder="history"
        leftSection={<span className={classes.word}>Messages given as</span>}
        leftSectionWidth={128}
        value={message.name}
        onChange={(event) => onChange({ ...message, name: event.currentTarget.value })}
      />
    );
  }
  if (message.form === 'json') return <span className={classes.word}>Message {index + 1} as JSON</span>;
  return (
    <>
      <TextInput
        className={classes.role}
        size="xs"
        aria-label={`Role of message ${index + 1}`}
        list="roles"
        maxLength={64}
        value={message.role}
        onChange={(event) => onChange({ ...message, role: event.currentTarget.value })}
      />
      <button
        type="button"
        className={`words ${classes.asJson}`}
        title="For parts such as images, and for tool calls"
        onClick={() => onChange(asJson(message))}
      >
        as JSON
      </button>
    </>
  );
}

type IconProps = { label: string; disabled: boolean; onClick: () => void; children: React.ReactNode };

function Icon({ label, disabled, onClick, children }: IconProps) {
  return (
    <ActionIcon variant="subtle" color="gray" size="sm" aria-label={label} title={label} disabled={disabled} onClick={onClick}>
      {children}
    </ActionIcon>
  );
}
