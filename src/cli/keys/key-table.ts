import { type ApiKey, isExpired } from '../../http/access/api-key.ts';
import type { LastUses } from '../../http/access/key-uses.ts';

const HEAD = ['name', 'scope', 'created', 'expires', 'last used'] as const;

/** The width that every terminal has. */
const WIDTH = 80;
const GAP = 2;

/** The keys as a table of at most 80 columns; a long name is cut. */
export function keyTable(keys: readonly ApiKey[], uses: LastUses, now: Date): string {
  const rows = keys.map((key) => [
    key.name,
    key.scope,
    day(key.createdAt),
    isExpired(key, now.getTime()) ? 'expired' : key.expiresAt === null ? 'never' : day(key.expiresAt),
    minute(uses[key.id]),
  ]);
  const widths = HEAD.map((name, column) => Math.max(name.length, ...rows.map((row) => row[column]?.length ?? 0)));
  const others = widths.slice(1).reduce((sum, width) => sum + width + GAP, 0);
  widths[0] = Math.min(widths[0] ?? 0, WIDTH - others);
  return [HEAD, ...rows].map((row) => line(row, widths)).join('\n');
}

function line(cells: readonly string[], widths: readonly number[]): string {
  const padded = cells.map((cell, column) => cut(cell, widths[column] ?? 0).padEnd(widths[column] ?? 0));
  return padded.join(' '.repeat(GAP)).trimEnd();
}

function cut(text: string, width: number): string {
  return text.length > width ? `${text.slice(0, width - 1)}…` : text;
}

function day(time: string | null): string {
  return time === null ? '' : time.slice(0, 10);
}

function minute(time: string | undefined): string {
  return time === undefined ? 'never' : time.slice(0, 16).replace('T', ' ');
}
