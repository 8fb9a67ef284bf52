import { beforeEach, describe, expect, it } from '@jest/globals';
import type { Grant } from './principal.ts';
import { Grants } from './grants.ts';
import { MemoryPasses } from './memory-passes.ts';
import { Sessions } from './sessions.ts';
import { Tickets } from './tickets.ts';

const HOUR_MS = 3_600_000;

let nowMs: number;
let isValid: boolean;
const grant: Grant = { name: 'ci', scope: 'run', id: '1', basis: { kind: 'key', id: '1', sha256: 'abc' } };
const keys = { isValid: async ({ id, sha256 }: { id: string; sha256: string }) => id === '1' && sha256 === 'abc' && isValid };
let sessions: Sessions;
let grants: Grants;
let tickets: Tickets;

beforeEach(() => {
  nowMs = 0;
  isValid = true;
  const passes = new MemoryPasses(() => nowMs);
  sessions = new Sessions(passes, keys, () => nowMs);
  grants = new Grants(keys, sessions);
  tickets = new Tickets(passes, grants);
});

function isRight(right: Grant | undefined): Promise<boolean> | false {
  return right !== undefined && grants.isValid(right);
}

describe('a session', () => {
  let token: string;

  beforeEach(async () => {
    token = await sessions.begin(grant);
  });

  it('gives the right of its key', async () => {
    expect(await sessions.find(token)).toMatchObject({ name: 'ci', scope: 'run', id: '1' });
    expect(await sessions.find(`${token}x`)).toBeUndefined();
  });

  it('is over when it was not used for half a day', async () => {
    nowMs = 12 * HOUR_MS;
    expect(await sessions.find(token)).toBeDefined();
    nowMs += 12 * HOUR_MS + 1;
    expect(await sessions.find(token)).toBeUndefined();
  });

  it('is over after a week, however much it is used', async () => {
    for (; nowMs <= 7 * 24 * HOUR_MS; nowMs += HOUR_MS) expect(await sessions.find(token)).toBeDefined();
    expect(await sessions.find(token)).toBeUndefined();
  });

  it('is over with its key, and does not come back', async () => {
    const right = await sessions.find(token);
    isValid = false;
    expect(await isRight(right)).toBe(false);
    isValid = true;
    expect(await sessions.find(token)).toBeUndefined();
  });

  it('is over once it was ended', async () => {
    const right = await sessions.find(token);
    await sessions.end(token);
    expect([await sessions.find(token), await isRight(right)]).toEqual([undefined, false]);
  });
});

describe('a ticket', () => {
  let ticket: string;

  beforeEach(async () => {
    ticket = await tickets.issue(grant);
  });

  it('waits a minute for its use', async () => {
    nowMs = 60_000;
    expect(await tickets.open(ticket, { path: '/a', isResumed: false })).toEqual(grant);
    const late = await tickets.issue(grant);
    nowMs += 60_001;
    expect(await tickets.open(late, { path: '/a', isResumed: false })).toBeUndefined();
    expect(await tickets.open(late, { path: '/a', isResumed: true })).toBeUndefined();
  });

  it('opens the same stream again for long, but no other, and only while its key is valid', async () => {
    await tickets.open(ticket, { path: '/a', isResumed: false });
    nowMs = 100 * HOUR_MS;
    await tickets.issue(grant);
    expect(await tickets.open(ticket, { path: '/a', isResumed: true })).toEqual(grant);
    expect(await tickets.open(ticket, { path: '/a', isResumed: false })).toBeUndefined();
    expect(await tickets.open(ticket, { path: '/b', isResumed: true })).toBeUndefined();
    isValid = false;
    expect(await tickets.open(ticket, { path: '/a', isResumed: true })).toBeUndefined();
  });
});
