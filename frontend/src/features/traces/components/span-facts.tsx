import Link from 'next/link';
import { Facts } from '@/components/ui/facts';
import { SlashedName } from '@/components/ui/slashed-name';
import { cost, count, duration, exactTime } from '@/lib/format';
import { msOf } from '@/lib/instant';
import type { Span } from '../words';

/** What a span took, what it cost by which price, and which version it used. */
export function SpanFacts({ span, price }: { span: Span; price: unknown }) {
  const { input_tokens, output_tokens, cached_tokens, reasoning_tokens, total_tokens, first_token_at } = span;
  return (
    <Facts
      facts={[
        ['Prompt', span.prompt_name && <PromptLink span={span} />],
        ['Model', span.model && <code className="mono">{span.model}</code>],
        ['Provider', span.provider],
        ['Took', duration(span.latency_ms)],
        ['First token after', first_token_at && duration(Math.max(0, msOf(first_token_at) - msOf(span.started_at)))],
        ['Input tokens', tokens(input_tokens, cached_tokens, 'cached')],
        ['Output tokens', tokens(output_tokens, reasoning_tokens, 'reasoning')],
        ['Tokens together', total_tokens !== null && count(total_tokens)],
        ['Cost', span.cost_usd !== null && cost(span.cost_usd)],
        ['Price used', priceWords(price)],
        ['Cost said by', span.cost_usd !== null && price === null && 'its sender'],
        ['Began', exactTime(span.started_at)],
        ['Part of', span.is_orphan && 'a span that has not arrived'],
        ['Clock', span.is_clamped && 'absurd; the time of arrival is shown'],
        ['Id', <code key="id" className="mono">{span.span_id}</code>],
      ]}
    />
  );
}

const tokens = (all: number | null, some: number | null, which: string) =>
  all !== null && (some ? `${count(all)}, ${count(some)} of them ${which}` : count(all));

function PromptLink({ span: { prompt_id, prompt_name, prompt_version } }: { span: Span }) {
  const name = (
    <>
      <SlashedName name={prompt_name ?? ''} />
      {prompt_version !== null && ` v${prompt_version}`}
    </>
  );
  if (!prompt_id) return name;
  return (
    <Link href={`/prompts/${prompt_id}${prompt_version === null ? '' : `?v=${prompt_version}`}` as '/prompts'} prefetch={false}>
      {name}
    </Link>
  );
}

/** Dollars for a million tokens. */
function priceWords(price: unknown): string | null {
  if (price === null || typeof price !== 'object') return null;
  const { input_usd, output_usd, cached_usd } = price as Record<string, unknown>;
  const parts = [
    [input_usd, 'in'],
    [cached_usd, 'cached'],
    [output_usd, 'out'],
  ] as const;
  const said = parts.filter(([usd]) => usd !== null && usd !== undefined && Number.isFinite(Number(usd)));
  return said.length > 0 ? `${said.map(([usd, which]) => `${cost(Number(usd))} ${which}`).join(', ')} per million tokens` : null;
}
