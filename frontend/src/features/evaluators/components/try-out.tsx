'use client';

import { Button, NumberInput, Textarea } from '@mantine/core';
import { IconAlertTriangle, IconCheck, IconX } from '@tabler/icons-react';
import { useState } from 'react';
import { Refused } from '@/components/ui/refused';
import { scoreWords } from '@/lib/experiments';
import type { Schemas } from '@/lib/api';
import type { Kind } from '@/lib/evaluators';
import { useTryOut } from '../api/evaluators';
import classes from './evaluators.module.css';

type Verdict = Schemas['VerdictOut'];
type Props = { kind: Kind['kind']; config: Record<string, unknown>; isWrong: boolean };

/** JSON if it is some, else the text itself. */
const read = (text: string): unknown => {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return text;
  }
};

/** What the evaluator, as its fields are now, says of an answer. */
export function TryOut({ kind, config, isWrong }: Props) {
  const [output, setOutput] = useState('');
  const [expected, setExpected] = useState('');
  const [input, setInput] = useState('');
  const [answer, setAnswer] = useState('');
  const [figures, setFigures] = useState<{ latency_ms: number | string; cost_usd: number | string; output_tokens: number | string }>({ latency_ms: '', cost_usd: '', output_tokens: '' });
  const { mutate, data, error, isPending } = useTryOut();
  const isJudge = kind === 'judge';
  const run = () =>
    mutate({
      kind,
      config: config as Record<string, never>,
      output,
      ...(expected.trim() && { expected: read(expected) }),
      ...(input.trim() && { input: read(input) }),
      ...(isJudge && { answer }),
      ...Object.fromEntries(Object.entries(figures).filter(([, value]) => value !== '').map(([name, value]) => [name, Number(value)])),
    });
  const number = (name: keyof typeof figures, label: string) => (
    <NumberInput label={label} hideControls allowNegative={false} value={figures[name]} onChange={(value) => setFigures({ ...figures, [name]: value })} />
  );
  return (
    <section className={classes.tryout} aria-label="Try it out">
      <h2>Try it out</h2>
      <Area label="Output" about="What a model answered." value={output} onChange={setOutput} />
      <Area label="Expected" about="A text or JSON; left empty, nothing is." value={expected} onChange={setExpected} />
      {isJudge && <Area label="Input" about="What was asked; a text or JSON." value={input} onChange={setInput} />}
      {isJudge && <Area label="The judge's answer" about={'What its model said, such as {"score": 1, "reason": "…"}. No model is called here.'} value={answer} onChange={setAnswer} />}
      {kind === 'latency' && number('latency_ms', 'Latency (ms)')}
      {kind === 'cost' && number('cost_usd', 'Cost, USD')}
      {kind === 'length' && number('output_tokens', 'Tokens of the output')}
      <div>
        <Button disabled={isWrong} loading={isPending} onClick={run}>
          Judge it
        </Button>
      </div>
      <Refused what="It was not judged." error={error} />
      {data && <Said verdict={data} />}
    </section>
  );
}

function Area({ label, about, value, onChange }: { label: string; about: string; value: string; onChange: (text: string) => void }) {
  return <Textarea label={label} description={about} autosize minRows={2} maxRows={10} spellCheck={false} value={value} onChange={({ currentTarget }) => onChange(currentTarget.value)} />;
}

function Said({ verdict: { value, passed, reason, error } }: { verdict: Verdict }) {
  const Sign = passed ? IconCheck : IconX;
  return (
    <div className={classes.said} role="status">
      {error !== null || value === null ? (
        <>
          <strong>
            <IconAlertTriangle size={16} aria-hidden /> An error
          </strong>
          <p>{error ?? reason}</p>
        </>
      ) : (
        <>
          <strong>
            {scoreWords(value)}
            {passed !== null && (
              <>
                {' '}
                <Sign size={16} aria-hidden /> {passed ? 'passes' : 'does not pass'}
              </>
            )}
          </strong>
          <p>{reason}</p>
        </>
      )}
    </div>
  );
}
