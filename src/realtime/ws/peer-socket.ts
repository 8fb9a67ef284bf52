/** What Assay uses of a `ws` socket on the server's side. */
export interface PeerSocket {
  readonly readyState: number;
  /** Bytes that were sent but not yet taken by the operating system. */
  readonly bufferedAmount: number;
  send(text: string): void;
  /** `onWritten` is called when the operating system has taken everything up to this frame, or the socket is gone. */
  ping(data?: string, mask?: boolean, onWritten?: () => void): void;
  close(code: number, reason: string): void;
  terminate(): void;
  /** Stops reading, until `resume`. */
  pause(): void;
  resume(): void;
  on(event: 'message', listener: (data: Buffer, isBinary: boolean) => void): unknown;
  on(event: 'pong' | 'close', listener: () => void): unknown;
  on(event: 'error', listener: (error: Error) => void): unknown;
}

const OPEN = 1;

export function isOpen(socket: PeerSocket): boolean {
  return socket.readyState === OPEN;
}
