import { describe, expect, it } from '@jest/globals';
import { Circuit, type OutageSign } from './circuit.ts';

const ERROR = new Error('down');

function circuit({ maxOutageMs = 900_000 } = {}): Circuit {
  return new Circuit({ maxOutageMs, firstProbeMs: 500, longestProbeMs: 30_000, random: () => 0 });
}

/** Each failure is of another call, 10 ms after the last. */
function fail(tested: Circuit, times: number, sign: OutageSign, from = 0): void {
  for (let at = 0; at < times; at += 1) tested.failed({}, from + 10 * at, sign, { error: ERROR, askedMs: null, lastOf: null });
}

describe('Circuit', () => {
  it('opens after five failures in a row', () => {
    const tested = circuit();
    fail(tested, 4, 'unreachable');
    expect(tested.outage).toBeNull();
    fail(tested, 1, 'unreachable', 40);
    expect(tested.outage).toEqual({
      since: 0,
      givenUpAt: 60_000,
      nextProbeAt: 540,
      isProbing: false,
      suspect: null,
      error: ERROR,
    });
  });

  it('stays closed where an answer came in between', () => {
    const tested = circuit();
    fail(tested, 4, 'gateway');
    tested.answered({});
    fail(tested, 4, 'gateway', 100);
    expect(tested.outage).toBeNull();
  });

  it('does not take a request that always breaks the server for an outage', () => {
    const tested = circuit();
    const call = {};
    for (let now = 0; now < 10; now += 1) tested.failed(call, now, 'broken', { error: ERROR, askedMs: null, lastOf: null });
    expect(tested.outage).toBeNull();
    tested.failed({}, 10, 'broken', { error: ERROR, askedMs: null, lastOf: null });
    expect(tested.outage).not.toBeNull();
  });

  it('takes an overload for an outage only once it has lasted', () => {
    const tested = circuit();
    fail(tested, 10, 'overloaded');
    expect(tested.outage).toBeNull();
    fail(tested, 1, 'overloaded', 5_000);
    expect(tested.outage).toMatchObject({ since: 0 });
  });

  it('probes ever more rarely, and no later than the provider asks', () => {
    const tested = circuit();
    fail(tested, 5, 'unreachable');
    const waits: number[] = [];
    for (let now = 1_000, probes = 0; probes < 8; probes += 1) {
      tested.probe();
      tested.failed({}, now, 'unreachable', { error: ERROR, askedMs: null, lastOf: null });
      waits.push((tested.outage?.nextProbeAt ?? 0) - now);
    }
    expect(waits).toEqual([1_000, 2_000, 4_000, 8_000, 16_000, 30_000, 30_000, 30_000]);
    tested.answered({});
    fail(tested, 4, 'overloaded', 100_000);
    tested.failed({}, 106_000, 'overloaded', { error: ERROR, askedMs: 7_000, lastOf: null });
    expect(tested.outage).toMatchObject({ nextProbeAt: 113_000 });
  });

  it('closes when a call is answered, and waits longer for a provider that it knows', () => {
    const tested = circuit();
    fail(tested, 5, 'unreachable');
    expect(tested.answered({})).toBe(true);
    expect(tested.answered({})).toBe(false);
    fail(tested, 5, 'unreachable', 1_000);
    expect(tested.outage).toMatchObject({ since: 1_000, givenUpAt: 901_000 });
  });

  describe('where one call fails as often as it may, with none beside it', () => {
    const call = {};
    const other = {};
    const failure = { error: ERROR, askedMs: null, lastOf: null };

    function suspecting({ sign = 'broken' }: { readonly sign?: OutageSign } = {}): Circuit {
      const tested = circuit();
      tested.answered(other);
      for (const now of [0, 10, 20]) tested.failed(call, now, sign, failure);
      tested.failed(call, 30, sign, { ...failure, lastOf: 4 });
      return tested;
    }

    it('waits for five minutes, because it may be to blame itself', () => {
      expect(suspecting().outage).toMatchObject({ since: 0, givenUpAt: 300_030, nextProbeAt: 530, suspect: call });
    });

    it('waits as for any outage where no request can be its cause', () => {
      expect(suspecting({ sign: 'unreachable' }).outage).toMatchObject({ givenUpAt: 900_000, suspect: null });
    });

    it('waits as for any outage once another call fails', () => {
      const tested = suspecting();
      tested.failed(other, 600, 'broken', failure);
      expect(tested.outage).toMatchObject({ givenUpAt: 900_000, suspect: null });
    });

    it('blames such calls at once from then on when another one is answered', () => {
      const tested = suspecting();
      tested.answered(other);
      for (const now of [1_000, 1_010, 1_020]) tested.failed(call, now, 'broken', failure);
      tested.failed(call, 1_030, 'broken', { ...failure, lastOf: 4 });
      expect(tested.outage).toBeNull();
    });

    it('does not blame it when it is answered itself', () => {
      const tested = suspecting();
      tested.answered(call);
      for (const now of [1_000, 1_010, 1_020]) tested.failed(other, now, 'broken', failure);
      tested.failed(other, 1_030, 'broken', { ...failure, lastOf: 4 });
      expect(tested.outage).toMatchObject({ suspect: other });
    });

    it('waits again, and as for any outage, where the next call fails too', () => {
      const tested = suspecting();
      tested.giveUp();
      tested.failed(call, 300_040, 'broken', { ...failure, lastOf: 4 });
      expect(tested.outage).toBeNull();
      tested.failed(other, 300_050, 'broken', failure);
      expect(tested.outage).toMatchObject({ since: 0, givenUpAt: 900_000, suspect: null });
    });

    it('does not wait where a call was answered meanwhile, or may be made only once', () => {
      const tested = circuit();
      for (const now of [0, 10, 20]) tested.failed(call, now, 'broken', failure);
      tested.answered(other);
      tested.failed(call, 30, 'broken', { ...failure, lastOf: 4 });
      expect(tested.outage).toBeNull();
      tested.answered(other);
      tested.failed(call, 40, 'broken', { ...failure, lastOf: 1 });
      expect(tested.outage).toBeNull();
    });
  });

  it('opens no more once it was given up, until an answer comes', () => {
    const tested = circuit();
    fail(tested, 5, 'unreachable');
    tested.giveUp();
    fail(tested, 10, 'unreachable', 1_000);
    expect(tested.outage).toBeNull();
    tested.answered({});
    fail(tested, 5, 'unreachable', 2_000);
    expect(tested.outage).not.toBeNull();
  });

  it('never opens without a time to wait', () => {
    const tested = circuit({ maxOutageMs: 0 });
    fail(tested, 20, 'unreachable');
    expect(tested.outage).toBeNull();
  });
});
