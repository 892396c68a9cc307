'use client';

import { Button, NativeSelect, NumberInput, TextInput } from '@mantine/core';
import { IconThumbDown, IconThumbUp } from '@tabler/icons-react';
import { type ReactNode, useState } from 'react';
import type { Score } from '@/lib/scores';
import type { Offered } from './scores';
import classes from './scores.module.css';

type Value = Score['value'];
type Give = (value: Value, comment?: string) => void;
type Props = { scale: Offered; own?: Score; isPending: boolean; onGive: Give };

/** As many as can be chosen from by a button each. */
const MOST_BUTTONS = 6;

/** One's own word on a scale: thumbs, a number or a category, and why. */
export function ScaleField({ scale, own, isPending, onGive }: Props) {
  const give = (value: Value) => onGive(value, own?.comment ?? undefined);
  return (
    <div className={classes.scale} role="group" aria-label={scale.name}>
      <span className={classes.name} title={scale.description ?? undefined}>
        {scale.name}
      </span>
      <Choice scale={scale} own={own} isPending={isPending} onGive={give} />
      {own && <Why key={own.comment} own={own} onGive={onGive} />}
    </div>
  );
}

function Choice({ scale, own, isPending, onGive }: Props) {
  const { type, categories, minimum, maximum } = scale;
  const one = (value: Value, words: ReactNode, name: string) => (
    <Button
      key={name}
      size="compact-sm"
      className={classes.choice}
      aria-label={`${scale.name}: ${name}`}
      aria-pressed={own?.value === value}
      disabled={isPending}
      onClick={() => onGive(value)}
    >
      {words}
    </Button>
  );
  if (type === 'boolean') {
    return (
      <div className={classes.choices}>
        {one(true, <><IconThumbUp size={14} aria-hidden /> Yes</>, 'yes')}
        {one(false, <><IconThumbDown size={14} aria-hidden /> No</>, 'no')}
      </div>
    );
  }
  if (categories && categories.length <= MOST_BUTTONS) {
    return <div className={classes.choices}>{categories.map(({ label }) => one(label, label, label))}</div>;
  }
  if (categories) {
    return (
      <NativeSelect
        aria-label={scale.name}
        data={['', ...categories.map(({ label }) => label)]}
        value={typeof own?.value === 'string' ? own.value : ''}
        disabled={isPending}
        onChange={({ currentTarget }) => currentTarget.value && onGive(currentTarget.value)}
      />
    );
  }
  const steps = stepsOf(minimum, maximum);
  if (steps) return <div className={classes.choices}>{steps.map((step) => one(step, step, String(step)))}</div>;
  return <NumberField key={String(own?.value)} scale={scale} own={own} onGive={onGive} />;
}

/** The whole numbers of a short scale such as 1 to 5. */
function stepsOf(minimum: number | null, maximum: number | null): number[] | null {
  if (minimum === null || maximum === null || !Number.isInteger(minimum) || !Number.isInteger(maximum)) return null;
  const length = maximum - minimum + 1;
  return length >= 3 && length <= MOST_BUTTONS ? Array.from({ length }, (_, index) => minimum + index) : null;
}

function NumberField({ scale, own, onGive }: { scale: Offered; own?: Score; onGive: (value: number) => void }) {
  const [typed, setTyped] = useState<number | string>(typeof own?.value === 'number' ? own.value : '');
  const give = () => typeof typed === 'number' && typed !== own?.value && onGive(typed);
  return (
    <NumberInput
      className={classes.number}
      aria-label={scale.name}
      placeholder={scale.minimum !== null && scale.maximum !== null ? `${scale.minimum} to ${scale.maximum}` : 'A number'}
      hideControls
      min={scale.minimum ?? undefined}
      max={scale.maximum ?? undefined}
      value={typed}
      onChange={setTyped}
      onBlur={give}
      onKeyDown={(event) => {
        if (event.key === 'Enter') give();
      }}
    />
  );
}

/** Enter or leaving the field keeps it. */
function Why({ own, onGive }: { own: Score; onGive: Give }) {
  const [typed, setTyped] = useState(own.comment ?? '');
  const keep = () => typed.trim() !== (own.comment ?? '') && onGive(own.value, typed.trim());
  return (
    <TextInput
      className={classes.why}
      aria-label={`Why ${own.name}`}
      placeholder="Why (optional)"
      maxLength={4_000}
      value={typed}
      onChange={({ currentTarget }) => setTyped(currentTarget.value)}
      onBlur={keep}
      onKeyDown={(event) => {
        if (event.key === 'Enter') keep();
      }}
    />
  );
}
