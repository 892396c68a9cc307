/** What the audit log keeps in its URL. Server and client read it alike. */

import { createLoader, createParser, createSerializer, type inferParserType, parseAsString } from 'nuqs/server';

const text = parseAsString.withDefault('');
const day = createParser({
  parse: (given) => (/^\d{4}-\d\d-\d\d$/.test(given) && !Number.isNaN(Date.parse(given)) ? given : null),
  serialize: String,
}).withDefault('');

export const auditParams = { actor: text, action: text, object: text, since: day, until: day };

export type AuditFilter = inferParserType<typeof auditParams>;

export const loadAuditParams = createLoader(auditParams);
export const auditAddress = createSerializer(auditParams);
