import type { Schemas } from '@/lib/api';
import type { JsonText } from '@/lib/json-text';

/** An answer's version, but what its author wrote as JSON stays text. */
export type Version = Omit<Schemas['VersionOut'], 'messages' | 'parameters'> & {
  messages: JsonText[] | null;
  parameters: JsonText | null;
};
export type Prompt = Omit<Schemas['PromptDetailOut'], 'latest_version' | 'versions'> & {
  latest_version: Version;
  versions: Version[];
};
export type Release = Schemas['ReleaseOut'];
export type Kind = Prompt['kind'];
/** What a version holds: of content and messages, the one not of its kind is null. */
export type Body = Pick<Version, 'content' | 'messages' | 'parameters'>;
export type PromptRow = Schemas['PromptSnippetOut'];
