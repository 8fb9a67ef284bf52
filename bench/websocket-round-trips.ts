import { once } from 'node:events';
import { WebSocket } from 'ws';

/** Messages per second that come back over one WebSocket, with a given number in flight. */
export async function roundTripsPerSecond(url: string, underWay: number, durationMs: number): Promise<number> {
  const socket = new WebSocket(`${url.replace(/^http/, 'ws')}/ws`, { perMessageDeflate: false });
  await once(socket, 'open');
  const began = performance.now();
  let count = 0;
  await new Promise<void>((resolve) => {
    socket.on('message', () => {
      count += 1;
      if (performance.now() - began > durationMs) resolve();
      else socket.send('{"type":"ping"}');
    });
    for (let sent = 0; sent < underWay; sent += 1) socket.send('{"type":"ping"}');
  });
  const seconds = (performance.now() - began) / 1_000;
  socket.terminate();
  return count / seconds;
}
