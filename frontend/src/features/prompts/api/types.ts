import type { Schemas } from '@/lib/api';

export type Release = Schemas['ReleaseOut'];
export type PromptRow = Schemas['PromptSnippetOut'];
