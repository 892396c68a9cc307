import { IconAlertTriangle, IconCheck, IconX } from '@tabler/icons-react';
import { scoreWords } from '@/lib/experiments';
import classes from './evaluations.module.css';

type Verdict = { value: number | null; passed: boolean | null; error: string | null; reason?: string | null };

/** What an evaluator said of one result: its number, whether that passes, or that it could not say. */
export function ScoreValue({ name, verdict, named = true }: { name: string; verdict: Verdict | undefined; named?: boolean }) {
  const label = named && <span className={classes.scoreName}>{name}</span>;
  if (!verdict || (verdict.value === null && verdict.error === null)) {
    return (
      <span className={classes.score} data-tone="none">
        {label} <span title="Not judged">–</span>
      </span>
    );
  }
  if (verdict.error !== null || verdict.value === null) {
    return (
      <span className={classes.score} data-tone="bad" title={verdict.error ?? undefined}>
        {label} <IconAlertTriangle size={13} aria-hidden /> error
      </span>
    );
  }
  const tone = verdict.passed === null ? 'none' : verdict.passed ? 'ok' : 'bad';
  const Sign = verdict.passed ? IconCheck : IconX;
  return (
    <span className={classes.score} data-tone={tone} title={verdict.reason ?? undefined}>
      {label} {verdict.passed !== null && <Sign size={13} aria-label={verdict.passed ? 'passed' : 'did not pass'} />}
      {scoreWords(verdict.value)}
    </span>
  );
}
