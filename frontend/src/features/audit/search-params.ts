/** What the audit log keeps in its URL. Server and client read it alike. */

import { createLoader, createSerializer, type inferParserType, parseAsString } from 'nuqs/server';
import { parseAsDay } from '@/lib/days';

const text = parseAsString.withDefault('');

export const auditParams = { actor: text, action: text, object: text, since: parseAsDay, until: parseAsDay };

export type AuditFilter = inferParserType<typeof auditParams>;

export const loadAuditParams = createLoader(auditParams);
export const auditAddress = createSerializer(auditParams);
