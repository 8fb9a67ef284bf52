import { request } from 'node:http';
import type { Socket } from 'node:net';
import { buildConnector } from 'undici';

/** Where a confined process finds its gate: the path of a Unix socket on which a proxy understands CONNECT. */
export const GATE_VARIABLE = '_ASSAY_GATE';

/** The header in which a gate says why it made no connection. */
export const GATE_REASON = 'assay-reason';

/** The gate does not lead to this server: asking again would not help. */
export class GateRefusalError extends Error {
  override readonly name = 'GateRefusalError';
}

/**
 * Connects by way of a gate, the only way out of a process without a network. TLS is spoken with the server itself: the gate sees
 * no more than its name.
 */
export function gateConnector(gate: string): buildConnector.connector {
  const connectTls = buildConnector({});
  return (options, callback) => {
    const port = options.port || (options.protocol === 'https:' ? '443' : '80');
    tunnel(gate, `${options.hostname.includes(':') ? bracketed(options.hostname) : options.hostname}:${port}`).then(
      (socket) => {
        if (options.protocol === 'https:') connectTls({ ...options, httpSocket: socket }, callback);
        else callback(null, socket);
      },
      (error: unknown) => callback(error as Error, null),
    );
  };
}

function tunnel(gate: string, host: string): Promise<Socket> {
  return new Promise((resolve, reject) => {
    const asked = request({ socketPath: gate, method: 'CONNECT', path: host, headers: { host } });
    asked.on('error', reject);
    asked.on('connect', ({ statusCode = 0, headers }, socket: Socket) => {
      if (statusCode === 200) return resolve(socket);
      socket.destroy();
      const reason = String(headers[GATE_REASON] ?? `status ${statusCode}`);
      reject(statusCode === 403 ? new GateRefusalError(reason) : new Error(reason));
    });
    asked.end();
  });
}

function bracketed(address: string): string {
  return address.startsWith('[') ? address : `[${address}]`;
}
