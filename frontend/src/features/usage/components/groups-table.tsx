'use client';

import { Sparkline } from '@/components/charts/sparkline';
import { SlashedName } from '@/components/ui/slashed-name';
import { cost, count, duration, share } from '@/lib/format';
import type { DashboardState } from '../search-params';
import { type Group, keyOf, timesOf, type Usage, valuesAt } from '../series';
import classes from './usage.module.css';

type Props = {
  usage: Usage;
  stale?: boolean;
  /** Where the prompt is known, versions are said without its name. */
  ofOnePrompt?: boolean;
  onNarrow: (part: Partial<DashboardState>) => void;
};

const FIGURES = ['Calls', 'Failed', 'p50', 'p95', 'Tokens', 'Cost', 'Cost a call'];

export function GroupsTable({ usage, stale, ofOnePrompt, onNarrow }: Props) {
  const times = timesOf(usage);
  // Of users none are kept.
  const hasPercentiles = usage.by !== 'user';
  return (
    <table className={classes.groups} data-stale={stale || undefined}>
      <thead>
        <tr>
          <th scope="col">{NAMES[usage.by]}</th>
          <th scope="col">
            <span className="unseen">Calls over time</span>
          </th>
          {FIGURES.filter((name) => hasPercentiles || !/^p\d/.test(name)).map((name) => (
            <th key={name} scope="col" className={classes.number}>
              {name}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {usage.groups.map((group) => (
          <tr key={keyOf(group)}>
            <th scope="row">
              <GroupName group={group} by={usage.by} ofOnePrompt={ofOnePrompt} onNarrow={onNarrow} />
            </th>
            <td className={classes.spark}>
              <Sparkline values={valuesAt(times, usage.series.filter((point) => keyOf(point) === keyOf(group)), ({ calls }) => calls, 0)} />
            </td>
            <Figures group={group} hasPercentiles={hasPercentiles} />
          </tr>
        ))}
      </tbody>
    </table>
  );
}

const NAMES: Record<Usage['by'], string> = { none: 'All', prompt: 'Prompt', version: 'Version', model: 'Model', environment: 'Environment', user: 'User' };

function Figures({ group, hasPercentiles }: { group: Group; hasPercentiles: boolean }) {
  const { calls, errors, p50_ms, p95_ms, total_tokens, cost_usd } = group;
  return (
    <>
      <td className={classes.number} data-name="calls">
        {count(calls)}
      </td>
      <td className={classes.number} data-name="failed">
        {errors > 0 && <span className={classes.failed}>{share(errors, calls)}</span>}
      </td>
      {hasPercentiles && (
        <>
          <td className={classes.number} data-name="p50">
            {p50_ms !== null && duration(p50_ms)}
          </td>
          <td className={classes.number} data-name="p95">
            {p95_ms !== null && duration(p95_ms)}
          </td>
        </>
      )}
      <td className={classes.number} data-name="tokens">
        {count(total_tokens)}
      </td>
      <td className={classes.number}>{cost(cost_usd)}</td>
      <td className={classes.number} data-name="a call">
        {calls > 0 && cost(cost_usd / calls)}
      </td>
    </>
  );
}

type NameProps = Pick<Props, 'ofOnePrompt' | 'onNarrow'> & { group: Group; by: Usage['by'] };

/** A button that filters by the group, where there is a way to. */
function GroupName({ group: { key, is_other }, by, ofOnePrompt, onNarrow }: NameProps) {
  if (is_other) return <span className={classes.rest}>All others</span>;
  const part = partOf(key, by);
  const name = ofOnePrompt ? versionWords(key) : nameOf(key, by);
  if (!part) return <span className={classes.rest}>{name}</span>;
  return (
    <button type="button" className={classes.narrow} title="Show this alone" onClick={() => onNarrow(part)}>
      {name}
    </button>
  );
}

const versionWords = ({ prompt_version }: Group['key']) => (prompt_version === null ? 'no version' : `v${prompt_version}`);

function nameOf(key: Group['key'], by: Usage['by']) {
  if (by !== 'prompt' && by !== 'version') return (by === 'user' ? key.user_id : by === 'model' ? key.model : key.environment) ?? `No ${by}`;
  if (key.prompt_name === null) return 'No prompt';
  return (
    <>
      <SlashedName name={key.prompt_name} />
      {by === 'version' && <span className={classes.version}>{versionWords(key)}</span>}
    </>
  );
}

function partOf(key: Group['key'], by: Usage['by']): Partial<DashboardState> | null {
  if (by === 'user') return key.user_id ? { user: key.user_id, prompt: '', version: null, model: '', environment: '' } : null;
  if (by === 'model') return key.model ? { model: key.model } : null;
  if (by === 'environment') return key.environment ? { environment: key.environment } : null;
  if (!key.prompt_id) return null;
  return by === 'version' ? { prompt: key.prompt_id, version: key.prompt_version } : { prompt: key.prompt_id, version: null, by: 'version' };
}
