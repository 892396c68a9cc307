import { api } from '@/lib/api';
import type { JsonText } from '@/lib/json-text';
import { answered } from '@/lib/problem';

/** Puts a run in the queue. The request is a text, since what an author wrote as JSON is sent as it was written. */
export const askForRun = async (request: JsonText) =>
  answered(await api.POST('/api/runs', { body: {}, bodySerializer: () => request }));
