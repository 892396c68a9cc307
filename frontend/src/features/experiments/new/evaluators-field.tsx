'use client';

import { Checkbox, TextInput } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import Link from 'next/link';
import { evaluatorChoicesQuery, kindsQuery } from '@/lib/evaluators';
import type { Chosen } from './form';
import classes from './new.module.css';

type Props = { chosen: Chosen[]; wrong?: string; onChange: (chosen: Chosen[]) => void };

/** Who judges the answers. */
export function EvaluatorsField({ chosen, wrong, onChange }: Props) {
  const { data: evaluators } = useQuery(evaluatorChoicesQuery());
  const { data: kinds = [] } = useQuery(kindsQuery());
  const titleOf = (kind: string) => kinds.find((one) => one.kind === kind)?.title ?? kind;
  const toggle = (name: string, on: boolean) => onChange(on ? [...chosen, { name, version: '' }] : chosen.filter((one) => one.name !== name));
  return (
    <fieldset className={classes.group}>
      <legend>Evaluators</legend>
      {evaluators?.length === 0 ? (
        <p className={classes.about}>
          There is none yet. Without one, outputs are kept and not judged.{' '}
          <Link className="words" href="/evaluators">
            Make an evaluator
          </Link>
        </p>
      ) : (
        <ul className={classes.evaluators}>
          {evaluators?.map(({ id, name, kind, latest_version }) => {
            const one = chosen.find((other) => other.name === name);
            return (
              <li key={id}>
                <Checkbox
                  size="xs"
                  label={
                    <>
                      {name} <span className={classes.kind}>{titleOf(kind)}</span>
                    </>
                  }
                  checked={one !== undefined}
                  onChange={({ currentTarget }) => toggle(name, currentTarget.checked)}
                />
                {one && (
                  <TextInput
                    aria-label={`Version of ${name}`}
                    placeholder={`v${latest_version}`}
                    maxLength={10}
                    value={one.version}
                    onChange={({ currentTarget }) => {
                      const version = currentTarget.value;
                      onChange(chosen.map((other) => (other.name === name ? { ...other, version } : other)));
                    }}
                  />
                )}
              </li>
            );
          })}
        </ul>
      )}
      {wrong && (
        <p className={classes.wrong} role="alert">
          {wrong}
        </p>
      )}
    </fieldset>
  );
}
