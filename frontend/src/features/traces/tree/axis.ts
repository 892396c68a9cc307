/** Where spans lie in time, from the left edge to the right. */

import { msOf } from '@/lib/instant';
import type { Span } from '../words';

/** In milliseconds since 1970. */
export type Period = { from: number; to: number };
/** In per cent of the width. */
export type Bar = { left: number; width: number };

const SHORTEST_MS = 0.001;

/** From the first beginning to the last end. A sender's absurd clock does not stretch it, unless there is no other. */
export function periodOf(spans: Span[]): Period {
  const true_ = spans.filter((span) => !span.is_clamped);
  let from = Infinity;
  let to = -Infinity;
  for (const span of true_.length > 0 ? true_ : spans) {
    const began = msOf(span.started_at);
    from = Math.min(from, began);
    to = Math.max(to, began + span.latency_ms);
  }
  return { from, to: Math.max(to, from + SHORTEST_MS) };
}

/** Cut at the edges; null if it lies outside. */
export function barOf(span: Pick<Span, 'started_at' | 'latency_ms'>, { from, to }: Period): Bar | null {
  const began = msOf(span.started_at);
  const left = Math.max(began, from);
  const right = Math.min(began + span.latency_ms, to);
  if (right < from || left > to) return null;
  const whole = to - from;
  return { left: ((left - from) / whole) * 100, width: (Math.max(0, right - left) / whole) * 100 };
}

/** Where a moment lies; null outside. */
export function placeOf(iso: string, { from, to }: Period): number | null {
  const place = ((msOf(iso) - from) / (to - from)) * 100;
  return place >= 0 && place <= 100 ? place : null;
}

const STEPS = [1, 2, 5];
const SECOND = 1_000;
const DAY = 86_400 * SECOND;
const LONG_STEPS = [10, 15, 30, 60, 120, 300, 600, 900, 1_800, 3_600, 7_200, 14_400, 43_200, 86_400].map((step) => step * SECOND);

/** Round durations for the axis, in milliseconds from its beginning: three to six of them, the first 0. */
export function ticksOf({ from, to }: Period): number[] {
  const step = roundStep((to - from) / 5);
  return Array.from({ length: Math.floor((to - from) / step) + 1 }, (_, index) => index * step);
}

function roundStep(least: number): number {
  if (least > 5 * SECOND) {
    return LONG_STEPS.find((step) => step >= least) ?? Math.ceil(least / DAY) * DAY;
  }
  const power = 10 ** Math.floor(Math.log10(least));
  return (STEPS.map((step) => step * power).find((step) => step >= least) ?? 10 * power);
}
