'use client';

import { Checkbox, NativeSelect, NumberInput, PasswordInput, TextInput } from '@mantine/core';
import type { Connection } from '@/lib/connections';
import type { Provider } from '../api/connections';
import { type Form, PROVIDERS } from '../form';
import classes from './connections.module.css';

type Props = {
  form: Form;
  /** The connection as it is, when one is changed. */
  saved?: Connection;
  wrong: Record<string, string>;
  onChange: (part: Partial<Form>) => void;
};

export function ConnectionFields({ form, saved, wrong, onChange }: Props) {
  return (
    <>
      <TextInput
        label="Name"
        description="By which runs ask for it."
        data-autofocus
        required
        withAsterisk={false}
        maxLength={100}
        value={form.name}
        error={wrong.name}
        onChange={({ currentTarget }) => onChange({ name: currentTarget.value })}
      />
      {!saved && (
        <NativeSelect
          label="Reaches"
          data={Object.entries(PROVIDERS).map(([value, label]) => ({ value, label }))}
          value={form.provider}
          error={wrong.provider}
          onChange={({ currentTarget }) => onChange({ provider: currentTarget.value as Provider })}
        />
      )}
      {form.provider !== 'echo' && <Reach form={form} saved={saved} wrong={wrong} onChange={onChange} />}
      <div className={classes.pair}>
        <TextInput
          label="Model"
          description="Where a prompt names none."
          classNames={{ input: 'mono' }}
          spellCheck={false}
          maxLength={200}
          value={form.model}
          error={wrong.default_model}
          onChange={({ currentTarget }) => onChange({ model: currentTarget.value })}
        />
        <NumberInput
          label="Time limit"
          description="Seconds, for a whole call."
          required
          withAsterisk={false}
          hideControls
          allowDecimal={false}
          allowNegative={false}
          min={1}
          max={600}
          value={form.timeout}
          error={wrong.timeout_s}
          onChange={(timeout) => onChange({ timeout })}
        />
      </div>
      <div className={classes.pair}>
        <NumberInput
          label="Calls at once"
          description="Of experiments. Left empty, any."
          hideControls
          allowDecimal={false}
          allowNegative={false}
          min={1}
          value={form.atOnce}
          error={wrong.max_concurrency}
          onChange={(atOnce) => onChange({ atOnce })}
        />
        <NumberInput
          label="Calls a minute"
          description="Of experiments. Left empty, any."
          hideControls
          allowDecimal={false}
          allowNegative={false}
          min={1}
          value={form.aMinute}
          error={wrong.requests_per_minute}
          onChange={(aMinute) => onChange({ aMinute })}
        />
      </div>
      {!saved?.is_default && (
        <Checkbox
          size="xs"
          label="The default: takes the runs that name no connection"
          checked={form.isDefault}
          onChange={({ currentTarget }) => onChange({ isDefault: currentTarget.checked })}
        />
      )}
    </>
  );
}

/** Where the model is, and what proves that one may call it. */
function Reach({ form, saved, wrong, onChange }: Props) {
  const moved = saved?.has_key && form.baseUrl.trim() !== (saved.base_url ?? '');
  return (
    <>
      <TextInput
        label="Base URL"
        description="Left empty: OpenAI's own."
        placeholder="https://llm.example.org/v1"
        classNames={{ input: 'mono' }}
        spellCheck={false}
        maxLength={2000}
        value={form.baseUrl}
        error={wrong.base_url}
        onChange={({ currentTarget }) => onChange({ baseUrl: currentTarget.value })}
      />
      <PasswordInput
        label="API key"
        description={moved ? 'Write it again: a key is never sent to another address unasked.' : keyAbout(saved)}
        autoComplete="off"
        classNames={{ innerInput: 'mono' }}
        maxLength={500}
        required={moved}
        withAsterisk={false}
        visibilityToggleButtonProps={{ 'aria-label': 'Show what was typed' }}
        value={form.apiKey}
        error={wrong.api_key}
        onChange={({ currentTarget }) => onChange({ apiKey: currentTarget.value })}
      />
    </>
  );
}

function keyAbout(saved: Connection | undefined): string {
  if (!saved?.has_key) return 'Kept encrypted, and never shown again.';
  return `Left empty: the one that is kept${saved.key_hint ? `, which ends in ${saved.key_hint},` : ''} stays.`;
}
