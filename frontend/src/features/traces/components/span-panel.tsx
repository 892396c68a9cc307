'use client';

import { Button, CloseButton } from '@mantine/core';
import { IconTerminal2, IconZoomIn } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import Link from 'next/link';
import { Scores } from '@/components/scores/scores';
import { Conversation } from '@/components/ui/conversation/conversation';
import { JsonFold } from '@/components/ui/conversation/json-fold';
import { FailureNotice } from '@/components/ui/failure';
import { Notice } from '@/components/ui/notice';
import { Bar } from '@/components/ui/skeleton';
import { useMay } from '@/lib/me';
import { KIND_WORDS } from '@/lib/span-kinds';
import { spanQuery } from '../api/traces';
import type { Tree } from '../use-tree';
import type { Span, SpanDetail } from '../words';
import classes from './panel.module.css';
import { SpanFacts } from './span-facts';

type Props = { traceId: string; span: Span; tree: Tree };

/** All of one span: what went in and out, what it took, and what its sender said of it. */
export function SpanPanel({ traceId, span, tree }: Props) {
  const { data, error, refetch } = useQuery(spanQuery(traceId, span.span_id));
  return (
    <div className={classes.panel}>
      <div className={classes.head}>
        <h2>
          {span.name} <span className={classes.kind}>{KIND_WORDS[span.kind]}</span>
        </h2>
        <CloseButton size="sm" aria-label="Close this span" onClick={() => tree.open(null)} />
      </div>
      <Actions traceId={traceId} span={span} tree={tree} />
      {span.level === 'error' && (
        <Notice tone="bad" title="It failed.">
          {span.status_message ?? 'Its sender did not say why.'}
        </Notice>
      )}
      {span.level === 'warning' && span.status_message && <Notice tone="warn">{span.status_message}</Notice>}
      {error && !data && <FailureNotice what="The rest of this span" error={error} onRetry={() => refetch()} />}
      {data && <Said span={data} />}
      {data || error ? (
        <>
          <SpanFacts span={span} price={data?.price} />
          {data && <Sent span={data} />}
          <Scores target={{ trace_id: traceId, span_id: span.span_id }} />
        </>
      ) : (
        // Nothing stands below what is still on its way.
        <Bar width="long" />
      )}
    </div>
  );
}

function Actions({ traceId, span, tree }: Props) {
  const may = useMay();
  const isZoomed = tree.zoom === span.span_id;
  return (
    <div className={classes.buttons}>
      {may('write') && span.kind === 'generation' && (
        <Button
          component={Link}
          href={`/try?trace=${traceId}&span=${span.span_id}` as '/try'}
          prefetch={false}
          size="compact-sm"
          leftSection={<IconTerminal2 size={14} aria-hidden />}
        >
          Try it
        </Button>
      )}
      <Button size="compact-sm" leftSection={<IconZoomIn size={14} aria-hidden />} onClick={() => tree.set({ zoom: isZoomed ? '' : span.span_id })}>
        {isZoomed ? 'Show all of the time' : 'Zoom to it'}
      </Button>
    </div>
  );
}

/** Models are spoken to; anything else is given something. */
function Said({ span: { input, output, kind } }: { span: SpanDetail }) {
  const [asked, answered] = kind === 'generation' ? ['user', 'assistant'] : ['input', 'output'];
  return (
    <>
      {isThere(input) && (
        <>
          <h3 className={classes.label}>In</h3>
          <Conversation label="What went in" role={asked} messages={input} />
        </>
      )}
      {isThere(output) && (
        <>
          <h3 className={classes.label}>Out</h3>
          <Conversation label="What came out" role={answered} messages={output} />
        </>
      )}
      {!isThere(input) && !isThere(output) && <p className={classes.nothing}>Its sender did not say what went in or came out.</p>}
    </>
  );
}

const isThere = (value: unknown) => value !== null && value !== undefined && value !== '';

/** Everything else, as it was sent. */
function Sent({ span }: { span: SpanDetail }) {
  const { parameters, events, links, attributes, resource } = span;
  const sent = { Parameters: parameters, Events: events, Links: links, Attributes: attributes, Resource: resource };
  return (
    <div className={classes.folds}>
      {Object.entries(sent).map(
        ([name, value]) => isThere(value) && <JsonFold key={name} label={name} value={value} open={name === 'Parameters'} />,
      )}
    </div>
  );
}
