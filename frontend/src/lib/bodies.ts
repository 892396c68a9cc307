/** From answers and into requests: what an author wrote as JSON goes both ways as it was written. */

import type { Schemas } from './api';
import { type JsonText, type Member, objectOf, reader } from './json-text';

/** An answer's version, but what its author wrote as JSON stays text. */
export type Version = Omit<Schemas['VersionOut'], 'messages' | 'parameters'> & {
  messages: JsonText[] | null;
  parameters: JsonText | null;
};
export type Prompt = Omit<Schemas['PromptDetailOut'], 'latest_version' | 'versions'> & {
  latest_version: Version;
  versions: Version[];
};
export type Kind = Prompt['kind'];
/** What a version holds: of content and messages, the one not of its kind is null. */
export type Body = Pick<Version, 'content' | 'messages' | 'parameters'>;

export function promptIn(answer: JsonText): Prompt {
  const plain = JSON.parse(answer) as Schemas['PromptDetailOut'];
  const written = reader(answer);
  return {
    ...plain,
    latest_version: version(plain.latest_version, (...path) => written('latest_version', ...path)),
    versions: plain.versions.map((one, index) => version(one, (...path) => written('versions', index, ...path))),
  };
}

export function versionIn(answer: JsonText): Version {
  return version(JSON.parse(answer) as Schemas['VersionOut'], reader(answer));
}

export function versionsIn(answer: JsonText): Version[] {
  const written = reader(answer);
  return (JSON.parse(answer) as Schemas['VersionOut'][]).map((one, index) =>
    version(one, (...path) => written(index, ...path)),
  );
}

function version(plain: Schemas['VersionOut'], written: ReturnType<typeof reader>): Version {
  return {
    ...plain,
    messages: plain.messages && plain.messages.map((_, index) => written('messages', index)),
    parameters: plain.parameters && written('parameters'),
  };
}

/** A request's body: the fields, and of content and messages the one there is. */
export function requestOf(fields: object, { content, messages, parameters }: Body): JsonText {
  return objectOf([
    ...Object.entries(fields).map(([name, value]): Member => [name, JSON.stringify(value)]),
    messages ? ['messages', `[${messages.join(', ')}]`] : ['content', JSON.stringify(content ?? '')],
    ['parameters', parameters ?? 'null'],
  ]);
}
