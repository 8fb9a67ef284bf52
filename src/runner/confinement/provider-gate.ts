import { mkdirSync, readdirSync, rmSync } from 'node:fs';
import { createServer, type IncomingMessage, type Server } from 'node:http';
import type { Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Duplex } from 'node:stream';
import { GATE_REASON } from '../../models/gate-connector.ts';
import { isAbandoned } from '../guard/job-mark.ts';
import type { ProviderHost } from './provider-host.ts';
import { connectTo } from './upstream.ts';

const PREFIX = 'assay-gate-';
const LONGEST_PARENT = 15;

/**
 * The way out of a process without a network: a proxy on a Unix socket, in a folder of its own, that connects to the given servers and to
 * no others. It passes bytes on and reads none: TLS is between the process and the server.
 */
export class ProviderGate {
  /** The name of the socket in the folder. */
  static readonly SOCKET = 'gate';
  readonly folder: string;
  readonly #server: Server;
  readonly #open = new Set<Duplex>();

  /** `mark` is that of the process; `variables` may name a proxy. */
  constructor(mark: string, hosts: readonly ProviderHost[], variables: Readonly<Record<string, string | undefined>>) {
    this.folder = join(parentFolder(), `${PREFIX}${mark}`);
    mkdirSync(this.folder, { mode: 0o700 });
    this.#server = createServer((_request, response) => response.writeHead(403).end('CONNECT alone is understood'));
    this.#server.on('connect', (request: IncomingMessage, socket: Duplex, head: Buffer) => {
      this.#keep(socket);
      const host = hosts.find(({ name, port }) => request.url?.toLowerCase() === `${name}:${port}`);
      if (host === undefined) {
        refuse(socket, 403, `Assay's sandbox does not let this job reach ${printable(request.url)} (ASSAY_SANDBOX_PROVIDERS)`);
      } else {
        connectTo(host, variables).then(
          (onward) => this.#join(socket, onward, head),
          (error: unknown) => refuse(socket, 502, printable(reasonOf(error))),
        );
      }
    });
    this.#server.on('clientError', (_error, socket) => socket.destroy());
    // The process then reaches nobody, and its calls say so.
    this.#server.on('error', () => undefined);
    this.#server.listen(join(this.folder, ProviderGate.SOCKET)).unref();
  }

  close(): void {
    this.#server.close();
    this.#server.closeAllConnections();
    for (const socket of this.#open) socket.destroy();
    rmSync(this.folder, { recursive: true, force: true });
  }

  #join(socket: Duplex, onward: Socket, head: Buffer): void {
    this.#keep(onward);
    onward.setNoDelay(true);
    socket.write('HTTP/1.1 200 Connection established\r\n\r\n');
    onward.write(head);
    socket.pipe(onward).pipe(socket);
    for (const [one, other] of [
      [socket, onward],
      [onward, socket],
    ] as const)
      one.once('close', () => other.destroy());
  }

  #keep(socket: Duplex): void {
    this.#open.add(socket);
    socket.once('close', () => this.#open.delete(socket));
    socket.on('error', () => socket.destroy());
  }
}

/** Removes the folders of gates whose server is gone. */
export function removeAbandonedGates(): void {
  try {
    for (const name of readdirSync(parentFolder())) {
      if (name.startsWith(PREFIX) && isAbandoned(name.slice(PREFIX.length)))
        rmSync(join(parentFolder(), name), { recursive: true, force: true });
    }
  } catch {
    // Another user's, or gone meanwhile: they hold nothing.
  }
}

/** The path of a socket has at most 107 bytes, and a mark some 70. */
function parentFolder(): string {
  return tmpdir().length > LONGEST_PARENT ? '/tmp' : tmpdir();
}

function refuse(socket: Duplex, status: number, reason: string): void {
  socket.end(`HTTP/1.1 ${status} No\r\n${GATE_REASON}: ${reason}\r\n\r\n`);
}

/** Where a name has several addresses, there is an error for each. */
function reasonOf(error: unknown): string {
  const inner: unknown = error instanceof AggregateError && error.errors.length > 0 ? error.errors[0] : error;
  return inner instanceof Error ? inner.message : String(inner);
}

/** Nothing that would end a header. */
function printable(text = ''): string {
  return text.replace(/[^\x20-\x7e]/g, '?').slice(0, 500);
}
