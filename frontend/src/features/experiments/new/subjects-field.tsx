'use client';

import { ActionIcon, Button, TextInput } from '@mantine/core';
import { IconPlus, IconX } from '@tabler/icons-react';
import { useId } from 'react';
import { PromptName } from '@/components/pickers/prompt-name';
import { type Subject, VERSION_WORDS } from './form';
import classes from './new.module.css';

const MOST = 10;

type Props = { subjects: Subject[]; wrong?: string; onChange: (subjects: Subject[]) => void };

/** What is tried; several make a group that can be compared. */
export function SubjectsField({ subjects, wrong, onChange }: Props) {
  const set = (index: number, part: Partial<Subject>) => onChange(subjects.map((one, at) => (at === index ? { ...one, ...part } : one)));
  return (
    <fieldset className={classes.group}>
      <legend>Prompts</legend>
      <p className={classes.about}>A version is a number, production or latest; left empty, what is served. Several make a group, to be compared.</p>
      {subjects.map((subject, index) => (
        <div key={index} className={classes.row}>
          <PromptName label={`Prompt ${index + 1}`} name={subject.name} onChange={(name) => set(index, { name })} />
          <VersionOf nth={index + 1} subject={subject} onChange={(version) => set(index, { version })} />
          <ActionIcon
            variant="default"
            size={30}
            aria-label={`Leave out prompt ${index + 1}`}
            disabled={subjects.length === 1}
            onClick={() => onChange(subjects.filter((_, at) => at !== index))}
          >
            <IconX size={14} aria-hidden />
          </ActionIcon>
        </div>
      ))}
      {wrong && (
        <p className={classes.wrong} role="alert">
          {wrong}
        </p>
      )}
      {subjects.length < MOST && (
        <div>
          <Button
            size="compact-sm"
            leftSection={<IconPlus size={14} aria-hidden />}
            onClick={() => onChange([...subjects, { name: subjects.at(-1)?.name ?? '', version: '' }])}
          >
            Another version
          </Button>
        </div>
      )}
    </fieldset>
  );
}

function VersionOf({ nth, subject, onChange }: { nth: number; subject: Subject; onChange: (version: string) => void }) {
  const list = useId();
  return (
    <>
      <TextInput
        aria-label={`Version of prompt ${nth}`}
        placeholder="production"
        list={list}
        spellCheck={false}
        maxLength={20}
        value={subject.version}
        onChange={({ currentTarget }) => onChange(currentTarget.value)}
      />
      <datalist id={list}>
        {VERSION_WORDS.map((word) => (
          <option key={word} value={word} />
        ))}
      </datalist>
    </>
  );
}
