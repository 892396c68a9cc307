'use client';

import { NativeSelect, NumberInput } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { type Dataset, datasetChoicesQuery } from '@/lib/datasets';
import { counted } from '@/lib/format';
import classes from './new.module.css';

type Props = {
  name: string;
  version: number | string;
  wrong?: string;
  onChange: (part: { dataset?: string; datasetVersion?: number | string }) => void;
};

/** Which dataset, and which version of it. */
export function DatasetField({ name, version, wrong, onChange }: Props) {
  const { data: datasets = [] } = useQuery(datasetChoicesQuery());
  const names = datasets.map((dataset) => ({ value: dataset.name, label: wordsOf(dataset) }));
  const known = name === '' || datasets.some((dataset) => dataset.name === name);
  return (
    <div className={classes.pair}>
      <NativeSelect
        label="Dataset"
        data={[{ value: '', label: 'Choose…' }, ...names, ...(known ? [] : [{ value: name, label: name }])]}
        value={name}
        error={wrong}
        onChange={({ currentTarget }) => onChange({ dataset: currentTarget.value, datasetVersion: '' })}
      />
      <NumberInput
        label="Version of the dataset"
        placeholder="The newest"
        hideControls
        allowDecimal={false}
        allowNegative={false}
        min={1}
        value={version}
        onChange={(datasetVersion) => onChange({ datasetVersion })}
      />
    </div>
  );
}

const wordsOf = ({ name, item_count, latest_version }: Dataset) => `${name} (${counted(item_count, 'item')}, v${latest_version})`;
