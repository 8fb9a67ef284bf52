import type { IncomingMessage } from 'node:http';
import { principalOf } from '../access/principal.ts';

const LOOPBACK = /^(?:127\.|::1$|::ffff:127\.)/;

/** One who is counted: what a count is kept under, and how it is called in a sentence. */
export interface Counted {
  readonly id: string;
  readonly noun: 'key' | 'address';
}

/**
 * Whom the limits of a request count for: the key that was shown, or else the address that it came from. `null` for a caller without a key on
 * this machine, who is not limited: whoever can run programs here has better means to keep the server busy.
 */
export function countedCaller(request: IncomingMessage, address: string | undefined): Counted | null {
  const principal = principalOf(request);
  if (principal !== null && principal.kind !== 'local') return { id: `key ${principal.id}`, noun: 'key' };
  return address === undefined || LOOPBACK.test(address) ? null : { id: `address ${addressGroup(address)}`, noun: 'address' };
}

/** One subscriber has a whole /64 of IPv6, and so counts as one address. */
export function addressGroup(address: string): string {
  const bare = address.replace(/^::ffff:(?=\d+\.)/, '').replace(/%.*$/, '');
  if (!bare.includes(':')) return bare;
  const [head = '', tail] = bare.split('::');
  const first = head === '' ? [] : head.split(':');
  const last = tail === undefined || tail === '' ? [] : tail.split(':');
  const groups =
    tail === undefined ? first : [...first, ...new Array<string>(8 - first.length - last.length).fill('0'), ...last];
  return `${groups.slice(0, 4).join(':')}::/64`;
}
