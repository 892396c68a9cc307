'use client';

import { type KeyboardEvent, type PointerEvent, useState } from 'react';
import { shortTime } from '@/lib/format';
import { ChartTable } from './chart-table';
import classes from './chart.module.css';
import { middleOf, nearest, stacked, topOf } from './scale';
import { Shapes } from './shapes';

export type Tone = 'bar' | 'bad' | 'soft' | 'line' | 'other';
export type Line = { name: string; tone: Tone; values: (number | null)[] };

export type Chart = {
  title: string;
  /** Of the whole period, in words; where figures stand elsewhere, none. */
  figure?: string;
  beside?: string;
  /** What is drawn at each of these moments, which are a `step` apart. */
  times: string[];
  step: 'hour' | 'day';
  shape: 'bars' | 'lines';
  lines: Line[];
  words: (value: number) => string;
  /** No axis goes beyond, such as 1 for shares. */
  most?: number;
};

/** Values over time: the key stands with the figure, one line across says how high, a pointer or arrow keys say the rest. */
export function TimeChart(chart: Chart) {
  const { title, figure, beside, times, step, shape, lines, words } = chart;
  const [pointed, setPointed] = useState<number | null>(null);
  const drawn = shape === 'bars' ? stacked(lines.map(({ values }) => values)) : lines.flatMap(({ values }) => values);
  const top = Math.min(topOf(drawn), chart.most ?? Infinity);
  const said = (index: number) => lines.map(({ name, values }) => `${name} ${wordsOf(values[index] ?? null, words)}`);

  const press = (event: KeyboardEvent) => {
    const now = pointed ?? times.length;
    const next = { ArrowLeft: now - 1, ArrowRight: now + 1, Home: 0, End: times.length - 1, Escape: null }[event.key];
    if (next === undefined) return;
    event.preventDefault();
    setPointed(next === null ? null : Math.max(0, Math.min(times.length - 1, next)));
  };
  const point = (event: PointerEvent) => {
    const { left, width } = event.currentTarget.getBoundingClientRect();
    setPointed(nearest((event.clientX - left) / width, times.length));
  };
  const at = pointed ?? times.length - 1;

  return (
    <figure className={classes.chart}>
      <figcaption className={classes.caption}>
        <span className={classes.title}>{title}</span>
        <span className={classes.figure}>
          {figure && <strong>{figure}</strong>}
          {beside && <span>{beside}</span>}
          {lines.length > 1 &&
            lines.map(({ name, tone }) => (
              <span key={name} className={classes.key}>
                <i data-tone={tone} /> {name}
              </span>
            ))}
        </span>
      </figcaption>
      <div className={classes.top}>{top > 0 ? words(top) : '\u00a0'}</div>
      <div
        className={classes.plot}
        role="slider"
        tabIndex={0}
        aria-label={`${title} over time`}
        aria-orientation="horizontal"
        aria-valuemin={0}
        aria-valuemax={Math.max(0, times.length - 1)}
        aria-valuenow={at}
        aria-valuetext={times[at] ? `${shortTime(times[at], step)}: ${said(at).join(', ')}` : 'nothing'}
        onPointerMove={point}
        onPointerDown={point}
        onPointerLeave={() => setPointed(null)}
        onBlur={() => setPointed(null)}
        onKeyDown={press}
      >
        {top > 0 ? <Shapes shape={shape} lines={lines} top={top} /> : <span className={classes.nothing}>Nothing in this time</span>}
        {pointed !== null && times[pointed] && (
          <Pointed place={middleOf(pointed, times.length)} time={shortTime(times[pointed], step)} said={said(pointed)} />
        )}
      </div>
      <div className={classes.dates} aria-hidden>
        {[0, Math.floor((times.length - 1) / 2), times.length - 1].map((index, nth) => (
          <span key={nth}>{times[index] && shortTime(times[index], step)}</span>
        ))}
      </div>
      <ChartTable chart={chart} />
    </figure>
  );
}

export const wordsOf = (value: number | null, words: (value: number) => string) => (value === null ? '–' : words(value));

/** Moves with the place it speaks of, and never beyond the edges. */
function Pointed({ place, time, said }: { place: number; time: string; said: string[] }) {
  return (
    <>
      <span className={classes.hair} style={{ left: `${place}%` }} aria-hidden />
      <div className={classes.said} style={{ left: `${place}%`, transform: `translateX(-${place}%)` }} aria-hidden>
        <span>{time}</span>
        {said.map((words) => (
          <strong key={words}>{words}</strong>
        ))}
      </div>
    </>
  );
}
