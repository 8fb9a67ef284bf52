import type { AddressInfo } from 'node:net';
import { WebSocketServer } from 'ws';

// `ws` alone: the raw limit for our own server. It sends every message back; to `{"send":n,"bytes":b}` it answers
// with n messages of b bytes each.

const server = new WebSocketServer({ host: '127.0.0.1', port: 0, perMessageDeflate: false });

server.on('connection', (socket) => {
  socket.on('message', (data: Buffer) => {
    const text = data.toString();
    const { send, bytes } = JSON.parse(text) as { readonly send?: number; readonly bytes?: number };
    if (send === undefined) {
      socket.send(text);
      return;
    }
    const message = Buffer.alloc(bytes ?? 0, 'x');
    for (let sent = 0; sent < send; sent += 1) socket.send(message, { binary: false });
  });
});
server.on('listening', () => {
  console.error(`http://127.0.0.1:${String((server.address() as AddressInfo).port)}`);
});
process.on('SIGTERM', () => process.exit());
