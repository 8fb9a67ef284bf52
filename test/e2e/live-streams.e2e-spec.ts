import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { allStates, asked, lastOf, LiveRig, statesOf } from './live-rig.ts';
import { RunningServer } from './running-server.ts';
import { WsClient } from './ws-client.ts';

let rig: LiveRig;
let server: RunningServer;
let id: string;

beforeAll(async () => {
  rig = await LiveRig.make(60, async (wording, row) => {
    await new Promise((resolve) => setTimeout(resolve, 20));
    return wording === 'new' || row % 2 === 0 ? 'yes' : 'nope';
  });
  server = await RunningServer.start({}, rig.root);
  const baseline = await server.startJob('evaluate', asked('old', { workers: 60 }));
  await server.settledJob(baseline);
  const started = await server.post<{ comparison_id: string }>(
    '/api/evaluate',
    asked('new', { workers: 2, against: { run_id: baseline } }),
  );
  id = started.body.comparison_id;
});

afterAll(async () => {
  await server.close();
  await rig.close();
});

describe('the states of a comparison', () => {
  it('come over both ways as they are, and again from any of them on', async () => {
    const client = await WsClient.open(server.url);
    client.send({ type: 'subscribe', comparison_id: id });
    const states = await allStates(server, id);
    expect(lastOf(states)).toMatchObject({ n: 60, ended: { reason: 'complete' } });
    expect(states.length).toBeGreaterThan(3);
    await client.until(() => client.messages.some(({ state }) => state !== undefined && state.ended !== null));
    const [answer, ...messages] = client.messages;
    expect(answer).toEqual({ type: 'subscribed', comparison_id: id });
    expect(messages).toEqual(states.map((state) => ({ type: 'comparison', comparison_id: id, state })));

    const path = `${server.url}/api/comparisons/${id}/events`;
    const again = await fetch(path);
    expect(again.headers.get('content-type')).toBe('text/event-stream; charset=utf-8');
    expect(again.headers.get('cache-control')).toBe('no-cache, no-transform');
    const text = await again.text();
    expect(statesOf(text)).toEqual(states);
    expect(text.split('\n').filter((line) => line.startsWith('id: '))).toEqual(states.map(({ seq }) => `id: ${seq}`));
    const resumed = await fetch(path, { headers: { 'last-event-id': '1', 'accept-encoding': 'gzip' } });
    expect(resumed.headers.get('content-encoding')).toBeNull();
    expect(statesOf(await resumed.text())).toEqual(states.slice(2));
    expect(statesOf(await (await fetch(`${path}?from_seq=${states.length - 1}`)).text())).toEqual(states.slice(-1));

    client.send({ type: 'subscribe', comparison_id: id, from_seq: states.length - 1 });
    const count = client.messages.length;
    expect(await client.message(count + 2)).toEqual({ type: 'comparison', comparison_id: id, state: lastOf(states) });
    client.close();
  });

  it('can’t be had of what is no comparison, nor together with a run', async () => {
    const client = await WsClient.open(server.url);
    expect(await client.ask({ type: 'subscribe', comparison_id: 'nobody' })).toEqual({
      type: 'error',
      message: 'Comparison not found: nobody',
      comparison_id: 'nobody',
    });
    expect(await client.ask({ type: 'subscribe', comparison_id: id, run_id: 'x' })).toMatchObject({
      type: 'error',
      message: 'give either a run_id or a comparison_id',
    });
    expect(await client.ask({ type: 'subscribe', comparison_id: id, events: true })).toMatchObject({ type: 'error' });
    expect(await client.ask({ type: 'subscribe' })).toMatchObject({
      type: 'error',
      message: expect.stringContaining('run_id'),
    });
    expect(await client.ask({ type: 'unsubscribe', comparison_id: id })).toEqual({ type: 'unsubscribed', comparison_id: id });
    client.close();
  });
});
