import type { Schemas } from '@/lib/api';

export type Prompt = Schemas['PromptDetailOut'];
export type Version = Schemas['VersionOut'];
export type Release = Schemas['ReleaseOut'];
export type Kind = Prompt['kind'];
export type Message = Record<string, unknown>;
export type Parameters = Record<string, unknown>;
/** What a version holds: of content and messages, the one not of its kind is null. */
export type Body = Pick<Version, 'content' | 'messages' | 'parameters'>;
export type PromptRow = Awaited<ReturnType<typeof import('./list-prompts').listPrompts>>['rows'][number];
