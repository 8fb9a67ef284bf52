/** Why a server can't listen and what to do about it, in one line; `error` is the one that `listen` threw. */
export function listenFailure(error: unknown, host: string, port: number): string {
  const { code = '', message } = error as NodeJS.ErrnoException;
  const notOurs = `${host} is no address of this machine: choose another with --host.`;
  const known: Readonly<Record<string, string>> = {
    EADDRINUSE: `Port ${port} on ${host} is in use: stop what listens there, or choose another with --port (0 picks a free one).`,
    EACCES: `Port ${port} may not be used by this user: choose one above 1023 with --port.`,
    ENOTFOUND: notOurs,
    EADDRNOTAVAIL: notOurs,
  };
  return known[code] ?? `Can't listen on ${host}, port ${port}: ${message}`;
}
