import { beforeEach, describe, expect, it } from '@jest/globals';
import type { Grant } from './principal.ts';
import { Sessions } from './sessions.ts';
import { Tickets } from './tickets.ts';

const HOUR_MS = 3_600_000;

let nowMs: number;
let isValid: boolean;
const grant: Grant = { name: 'ci', scope: 'run', id: '1', isValid: () => isValid };

beforeEach(() => {
  nowMs = 0;
  isValid = true;
});

describe('a session', () => {
  let sessions: Sessions;
  let token: string;

  beforeEach(() => {
    sessions = new Sessions(() => nowMs);
    token = sessions.begin(grant);
  });

  it('gives the right of its key', () => {
    expect(sessions.find(token)).toMatchObject({ name: 'ci', scope: 'run', id: '1' });
    expect(sessions.find(`${token}x`)).toBeUndefined();
  });

  it('is over when it was not used for half a day', () => {
    nowMs = 12 * HOUR_MS;
    expect(sessions.find(token)).toBeDefined();
    nowMs += 12 * HOUR_MS + 1;
    expect(sessions.find(token)).toBeUndefined();
  });

  it('is over after a week, however much it is used', () => {
    for (; nowMs <= 7 * 24 * HOUR_MS; nowMs += HOUR_MS) expect(sessions.find(token)).toBeDefined();
    expect(sessions.find(token)).toBeUndefined();
  });

  it('is over with its key, and does not come back', () => {
    const right = sessions.find(token);
    isValid = false;
    expect(right?.isValid()).toBe(false);
    isValid = true;
    expect(sessions.find(token)).toBeUndefined();
  });

  it('is over once it was ended', () => {
    const right = sessions.find(token);
    sessions.end(token);
    expect([sessions.find(token), right?.isValid()]).toEqual([undefined, false]);
  });
});

describe('a ticket', () => {
  let tickets: Tickets;
  let ticket: string;

  beforeEach(() => {
    tickets = new Tickets(() => nowMs);
    ticket = tickets.issue(grant);
  });

  it('waits a minute for its use', () => {
    nowMs = 60_000;
    expect(tickets.open(ticket, { path: '/a', isResumed: false })).toBe(grant);
    const late = tickets.issue(grant);
    nowMs += 60_001;
    expect(tickets.open(late, { path: '/a', isResumed: false })).toBeUndefined();
    expect(tickets.open(late, { path: '/a', isResumed: true })).toBeUndefined();
  });

  it('opens the same stream again for long, but no other, and only while its key is valid', () => {
    tickets.open(ticket, { path: '/a', isResumed: false });
    nowMs = 100 * HOUR_MS;
    tickets.issue(grant);
    expect(tickets.open(ticket, { path: '/a', isResumed: true })).toBe(grant);
    expect(tickets.open(ticket, { path: '/a', isResumed: false })).toBeUndefined();
    expect(tickets.open(ticket, { path: '/b', isResumed: true })).toBeUndefined();
    isValid = false;
    expect(tickets.open(ticket, { path: '/a', isResumed: true })).toBeUndefined();
  });
});
