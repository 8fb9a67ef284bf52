import { BlockList, isIP } from 'node:net';

/** Whether this is an IP address, or a range of them in CIDR notation, such as `10.0.0.0/8`. */
export function isAddressRange(text: string): boolean {
  const [address = '', length, more] = text.split('/');
  const bits = { 0: 0, 4: 32, 6: 128 }[isIP(address)] ?? 0;
  if (bits === 0 || more !== undefined || address.includes('%')) return false;
  return length === undefined || (/^\d{1,3}$/.test(length) && Number(length) <= bits);
}

/** The addresses of some ranges, each as `isAddressRange` takes them. */
export class AddressSet {
  readonly #list = new BlockList();

  constructor(ranges: readonly string[]) {
    for (const range of ranges) this.#add(range);
  }

  /** An IPv4 address counts in its IPv6 form too; what is no address is in no set. */
  has(address: string | undefined): boolean {
    const version = isIP(address ?? '');
    return address !== undefined && version !== 0 && this.#list.check(address, version === 6 ? 'ipv6' : 'ipv4');
  }

  #add(range: string): void {
    const [address = '', length] = range.split('/');
    const family = isIP(address) === 6 ? 'ipv6' : 'ipv4';
    if (length === undefined) this.#list.addAddress(address, family);
    else this.#list.addSubnet(address, Number(length), family);
  }
}
