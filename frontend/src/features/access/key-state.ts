import type { State } from '@/components/ui/state';
import type { ApiKey } from './api/keys';

const SOON = 7 * 86_400_000;

/** What a key is worth now; while the time is not known, as far as it can be told without. */
export function keyState({ revoked_at, expires_at }: Pick<ApiKey, 'revoked_at' | 'expires_at'>, now: number | null): State {
  if (revoked_at) return { tone: 'none', words: 'revoked' };
  const left = expires_at && now !== null ? Date.parse(expires_at) - now : Infinity;
  if (left <= 0) return { tone: 'none', words: 'expired' };
  return left < SOON ? { tone: 'warn', words: 'ends soon' } : { tone: 'ok', words: 'active' };
}
