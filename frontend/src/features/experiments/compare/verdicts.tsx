import { IconArrowDown, IconArrowUp, IconEqual, IconQuestionMark } from '@tabler/icons-react';
import { METHODS } from '@/components/evaluations/measure';
import { scoreWords } from '@/lib/experiments';
import { count, counted } from '@/lib/format';
import type { Compared, SideBySide } from '../api/compare';
import type { Filter } from '../search-params';
import classes from './compare.module.css';
import { letterOf } from './order';

const SIGNS = { better: IconArrowUp, worse: IconArrowDown, 'no difference shown': IconEqual, 'not enough data': IconQuestionMark };
const TONES = { better: 'ok', worse: 'bad', 'no difference shown': 'none', 'not enough data': 'warn' };

/** What each of the others comes to against the first: in a sentence, and in the figures behind it. */
export function Verdicts({ sides: { compared, experiments, evaluators, evaluator }, onFilter }: { sides: SideBySide; onFilter: (filter: Filter) => void }) {
  if (evaluators.length === 0 || !evaluator) {
    return <p className={`${classes.verdict} ${classes.muted}`}>No evaluator judged all of them, so only their outputs can be compared.</p>;
  }
  return (
    <ul className={classes.verdicts} aria-label={`By ${evaluator}`}>
      {compared.map((one) => (
        <Verdict key={one.second_id} one={one} letter={letterOf(experiments.findIndex(({ id }) => id === one.second_id))} onFilter={onFilter} />
      ))}
    </ul>
  );
}

function Verdict({ one, letter, onFilter }: { one: Compared; letter: string; onFilter: (filter: Filter) => void }) {
  const Sign = SIGNS[one.verdict];
  const left = [
    one.errors_in_first + one.errors_in_second > 0 &&
      (one.errors_count_as === null
        ? `${counted(one.errors_left_out, 'item')} with errors left out`
        : `${counted(one.errors_in_first + one.errors_in_second, 'error')}, each counted as ${scoreWords(one.errors_count_as)}`),
    one.only_in_first + one.only_in_second > 0 && `${counted(one.only_in_first + one.only_in_second, 'item')} in only one of them`,
  ].filter(Boolean);
  return (
    <li className={classes.verdict} data-tone={TONES[one.verdict]}>
      <span className={classes.letter} aria-hidden>
        {letter}
      </span>
      <span className={classes.word}>
        <Sign size={14} aria-hidden /> {one.verdict}
      </span>
      <p>{one.sentence}</p>
      <p className={classes.muted}>
        {signed(one.effect)}
        {one.interval && ` (${signed(one.interval.low)} to ${signed(one.interval.high)} at 95 %, ${METHODS[one.interval.method] ?? one.interval.method})`}
        {one.p !== null && ` · p ${one.p < 0.001 ? '< 0.001' : scoreWords(one.p)} (${METHODS[one.method] ?? one.method})`} · {counted(one.n, 'item')}
        {left.length > 0 && ` · ${left.join(' · ')}`}
      </p>
      <p className={classes.counts}>
        <button type="button" className="words" onClick={() => onFilter('improved')}>
          {count(one.improved_count)} improved
        </button>
        <button type="button" className="words" onClick={() => onFilter('regressed')}>
          {count(one.regressed_count)} regressed
        </button>
      </p>
    </li>
  );
}

const signed = (value: number) => `${value > 0 ? '+' : value < 0 ? '−' : ''}${scoreWords(Math.abs(value))}`;
