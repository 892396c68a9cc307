'use client';

import { Button, Checkbox, FileInput, NativeSelect, Progress } from '@mantine/core';
import { useState } from 'react';
import { Dialog, DialogEnd, DialogForm } from '@/components/ui/dialog';
import { Notice } from '@/components/ui/notice';
import { Refused } from '@/components/ui/refused';
import type { Dataset } from '@/lib/datasets';
import { count, counted } from '@/lib/format';
import { saveCsv } from '@/lib/save-file';
import { useImport } from '../api/import-file';
import { type Beginning, beginningOfFile } from './beginning';
import classes from './importing.module.css';
import { guessed, type Mapping, mappingOf, type Part, PARTS, wrongIn } from './mapping';
import { type Report, tableOf } from './report';

/** Items from a file: which column becomes what, what would happen, and what did. */
export function ImportDialog({ dataset, onClose }: { dataset: Dataset; onClose: () => void }) {
  const [file, setFile] = useState<File | null>(null);
  const [beginning, setBeginning] = useState<Beginning | null>(null);
  const [mapping, setMapping] = useState<Mapping>({});
  const [partial, setPartial] = useState(false);
  const [share, setShare] = useState(0);
  const { mutate, data: report, error, isPending, reset } = useImport(dataset);
  const wrong = beginning ? wrongIn(mapping) : null;

  const choose = async (chosen: File | null) => {
    reset();
    setFile(chosen);
    const read = chosen && (await beginningOfFile(chosen));
    setBeginning(read);
    setMapping(read ? guessed(read.names) : {});
  };
  if (report?.summary?.complete) return <Done dataset={dataset} report={report} onClose={onClose} />;
  return (
    <Dialog title={`Import items into ${dataset.name}`} stays={isPending} onClose={onClose}>
      <DialogForm
        act="Import"
        disabled={!file || !beginning || wrong !== null}
        isPending={isPending}
        onCancel={onClose}
        onSubmit={() => {
          if (file && beginning) mutate({ file, kind: beginning.kind, mapping: mappingOf(mapping), partial, onProgress: setShare });
        }}
      >
        <Refused what="Nothing was imported." error={error} />
        {report && <NotDone report={report} />}
        <FileInput
          label="File"
          description="A table (CSV, UTF-8, its first line names the columns) or lines of JSON, of any size."
          placeholder="Choose a file"
          accept=".csv,.tsv,.jsonl,.ndjson,.json,text/csv,application/x-ndjson"
          clearable
          clearButtonProps={{ 'aria-label': 'Take the file away' }}
          value={file}
          onChange={choose}
        />
        {beginning && beginning.names.length === 0 && <Notice tone="warn">Nothing can be read at the beginning of this file.</Notice>}
        {beginning && beginning.names.length > 0 && <Columns beginning={beginning} mapping={mapping} onChange={setMapping} />}
        {wrong && (
          <p className={classes.wrong} role="alert">
            {wrong}
          </p>
        )}
        <Checkbox size="xs" label="Leave out rows that are refused, instead of importing nothing" checked={partial} onChange={({ currentTarget }) => setPartial(currentTarget.checked)} />
        {isPending && (
          <div role="status">
            <Progress value={share * 100} aria-label="How much of the file is sent" color="var(--bar)" />
            <p className={classes.muted}>{share < 1 ? `${Math.round(share * 100)} % sent` : 'Sent; its rows are being checked and written'}</p>
          </div>
        )}
      </DialogForm>
    </Dialog>
  );
}

type ColumnsProps = { beginning: Beginning; mapping: Mapping; onChange: (mapping: Mapping) => void };

/** Each column with what it becomes, and its first values. */
function Columns({ beginning: { names, rows }, mapping, onChange }: ColumnsProps) {
  return (
    <div className={classes.scroll} tabIndex={0} role="region" aria-label="Which column becomes what">
      <table className={classes.columns}>
        <thead>
          <tr>
            <th scope="col">Column</th>
            <th scope="col">Becomes</th>
            <th scope="col">Begins with</th>
          </tr>
        </thead>
        <tbody>
          {names.map((name, index) => (
            <tr key={`${index} ${name}`}>
              <th scope="row">{name}</th>
              <td>
                <NativeSelect
                  size="xs"
                  aria-label={`What ${name} becomes`}
                  data={Object.entries(PARTS).map(([value, label]) => ({ value, label }))}
                  value={mapping[name] ?? 'none'}
                  onChange={({ currentTarget }) => onChange({ ...mapping, [name]: currentTarget.value as Part })}
                />
              </td>
              <td>{rows.map((row) => row[index]).find((cell) => cell) ?? ''}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

const MOST_SHOWN = 200;

function RefusedRows({ report: { refused } }: { report: Report }) {
  if (refused.length === 0) return null;
  return (
    <>
      <div className={classes.scroll} tabIndex={0} role="region" aria-label="Refused rows">
        <ul className={classes.refused}>
          {refused.slice(0, MOST_SHOWN).map(({ line, key, reason }) => (
            <li key={line}>
              <strong>Line {line}</strong> {key && <code>{key}</code>} {reason}
            </li>
          ))}
          {refused.length > MOST_SHOWN && <li>and {count(refused.length - MOST_SHOWN)} more</li>}
        </ul>
      </div>
      <div>
        <Button size="compact-sm" onClick={() => saveCsv('refused.csv', tableOf(refused))}>
          Save all {count(refused.length)} as a table (CSV)
        </Button>
      </div>
    </>
  );
}

function NotDone({ report }: { report: Report }) {
  return (
    <>
      <Notice tone="bad" title="Nothing was imported.">
        {report.summary?.detail ?? 'The answer broke off: import the file again. What is in the dataset already stays as it is.'}
      </Notice>
      <RefusedRows report={report} />
    </>
  );
}

function Done({ dataset, report, onClose }: { dataset: Dataset; report: Report; onClose: () => void }) {
  const summary = report.summary;
  if (!summary) return null;
  const { added, changed, unchanged, refused, version, ignored } = summary;
  return (
    <Dialog title={`Imported into ${dataset.name}`} onClose={onClose}>
      <Notice title={version === null || added + changed === 0 ? 'Nothing new.' : `Version ${version}.`}>
        {count(added)} added, {count(changed)} changed, {count(unchanged)} as they were
        {refused > 0 && `, ${count(refused)} refused`}.{ignored.length > 0 && ` ${counted(ignored.length, 'column')} went nowhere: ${ignored.join(', ')}.`}
      </Notice>
      <RefusedRows report={report} />
      <DialogEnd onClose={onClose} />
    </Dialog>
  );
}
