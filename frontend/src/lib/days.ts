/** Days as `2026-01-31`, which begin in UTC. */

import { createParser } from 'nuqs/server';

const DAY = 86_400_000;

export const startOf = (day: string) => `${day}T00:00:00Z`;

export const startOfNext = (day: string) => startOf(new Date(Date.parse(day) + DAY).toISOString().slice(0, 10));

/** A day in an address; anything else is none. */
export const parseAsDay = createParser({
  parse: (given) => (/^\d{4}-\d\d-\d\d$/.test(given) && !Number.isNaN(Date.parse(given)) ? given : null),
  serialize: String,
}).withDefault('');
