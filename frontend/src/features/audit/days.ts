/** Days as `2026-01-31`, which begin in UTC. */

const DAY = 86_400_000;

export const startOf = (day: string) => `${day}T00:00:00Z`;

export const startOfNext = (day: string) => startOf(new Date(Date.parse(day) + DAY).toISOString().slice(0, 10));
