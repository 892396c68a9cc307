/** Flask's refusals as errors: RFC 9457, with facts such as `expected`, `actual` and what gates miss beside. */

import type { components } from './api-schema';

export type Problem = components['schemas']['ProblemOut'] & {
  expected?: number | null;
  actual?: number | null;
  missing?: { gate_id: string; what: string; detail: string }[];
};

export class Refusal extends Error {
  constructor(readonly problem: Problem) {
    super(problem.detail);
    this.name = 'Refusal';
  }

  get status() {
    return this.problem.status;
  }

  get code() {
    return this.problem.code;
  }

  /** What is wrong with the fields of the request's body, the first sentence of each. */
  get fields(): Record<string, string> {
    const json = (this.problem.errors as { json?: Record<string, unknown> } | undefined)?.json ?? {};
    return Object.fromEntries(Object.entries(json).map(([field, messages]) => [field, firstText(messages)]));
  }
}

function firstText(messages: unknown): string {
  if (typeof messages === 'string') return messages;
  const [first] = messages && typeof messages === 'object' ? Object.values(messages) : [];
  return first === undefined ? 'Not accepted.' : firstText(first);
}

type Result<T> = { data?: T; error?: unknown; response: Response };

/** The data of an answer, or its refusal thrown. */
export function answered<T>({ data, error, response }: Result<T>): NonNullable<T> {
  if (!response.ok) throw new Refusal(asProblem(error, response));
  return data as NonNullable<T>;
}

function asProblem(error: unknown, response: Response): Problem {
  if (error && typeof error === 'object' && 'detail' in error) return error as Problem;
  const detail = `The server answered ${response.status} without saying why; try again in a moment.`;
  return { type: 'about:blank', title: 'Failed', status: response.status, detail, code: 'failed', request_id: null };
}

export const hasCode = (error: unknown, code: string) => error instanceof Refusal && error.code === code;

export const hasStatus = (error: unknown, ...statuses: number[]) =>
  error instanceof Refusal && statuses.includes(error.status);
