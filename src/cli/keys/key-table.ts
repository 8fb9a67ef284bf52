import { type ApiKey, isExpired } from '../../http/access/api-key.ts';
import type { LastUses } from '../../http/access/key-uses.ts';
import { type Column, tableText } from '../table.ts';
import type { Look } from '../terminal.ts';

const COLUMNS: readonly Column[] = [
  { head: 'name', least: 12 },
  { head: 'scope' },
  { head: 'created' },
  { head: 'expires' },
  { head: 'last used' },
];

/** The keys as a table; a long name is shortened. */
export function keyTable(keys: readonly ApiKey[], uses: LastUses, now: Date, look: Look): string {
  const rows = keys.map((key) => [
    key.name,
    key.scope,
    day(key.createdAt),
    isExpired(key, now.getTime())
      ? { text: 'expired', style: 'red' as const }
      : key.expiresAt === null
        ? 'never'
        : day(key.expiresAt),
    minute(uses[key.id]),
  ]);
  return tableText(COLUMNS, rows, look);
}

function day(time: string | null): string {
  return time === null ? '' : time.slice(0, 10);
}

function minute(time: string | undefined): string {
  return time === undefined ? 'never' : time.slice(0, 16).replace('T', ' ');
}
