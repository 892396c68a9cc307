/** Lines cut into pieces that are drawn alike: plain text, a `{{ variable }}`, and what differs of either. */

import { VARIABLE } from '@/lib/variables';
import type { Segment } from './rows';

export type Piece = { text: string; differs: boolean; variable: boolean };

/** A variable is found across segments, for its name may be what differs. */
export function piecesOf(segments: Segment[]): Piece[] {
  const line = segments.map(([text]) => text).join('');
  const cuts = new Set([0, line.length]);
  const variables: [start: number, end: number][] = [];
  for (const found of line.matchAll(VARIABLE)) {
    variables.push([found.index, found.index + found[0].length]);
    cuts.add(found.index).add(found.index + found[0].length);
  }
  const differing: [start: number, end: number][] = [];
  let at = 0;
  for (const [text, differs] of segments) {
    if (differs) differing.push([at, at + text.length]);
    at += text.length;
    cuts.add(at);
  }
  const within = (ranges: [number, number][], place: number) => ranges.some(([a, b]) => a <= place && place < b);
  const places = [...cuts].sort((a, b) => a - b);
  return places.slice(0, -1).map((start, index) => ({
    text: line.slice(start, places[index + 1]),
    differs: within(differing, start),
    variable: within(variables, start),
  }));
}
