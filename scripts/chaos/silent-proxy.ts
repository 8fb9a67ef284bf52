import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Server, type Socket } from 'node:net';

/** A way to a server on this machine that can fall silent: connections stay open, and nothing comes through, as when a network drops all packets. */
export class SilentProxy {
  readonly #server: Server;
  readonly #sockets = new Set<Socket>();
  #isSilent = false;

  private constructor(port: number) {
    this.#server = createServer((client) => {
      const server = connect(port, '127.0.0.1');
      for (const [from, to] of [[client, server] as const, [server, client] as const]) {
        this.#sockets.add(from);
        from.on('data', (bytes: Buffer) => {
          if (!this.#isSilent) to.write(bytes);
        });
        from.on('error', () => undefined);
        from.on('close', () => {
          this.#sockets.delete(from);
          to.destroy();
        });
      }
    });
  }

  static async before(port: number): Promise<SilentProxy> {
    const proxy = new SilentProxy(port);
    await once(proxy.#server.listen(0, '127.0.0.1'), 'listening');
    return proxy;
  }

  get port(): number {
    return (this.#server.address() as AddressInfo).port;
  }

  /** What is sent from now on is lost. */
  fallSilent(): void {
    this.#isSilent = true;
  }

  /** New connections come through again; what was lost on the old ones can't be made good, so they are cut. */
  speak(): void {
    for (const socket of this.#sockets) socket.destroy();
    this.#isSilent = false;
  }

  close(): void {
    this.#server.close();
    for (const socket of this.#sockets) socket.destroy();
  }
}
