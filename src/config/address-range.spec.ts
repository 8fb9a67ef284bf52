import { describe, expect, it } from '@jest/globals';
import { AddressSet, isAddressRange } from './address-range.ts';

describe('isAddressRange', () => {
  it.each(['127.0.0.1', '10.0.0.0/8', '0.0.0.0/0', '192.0.2.7/32', '::1', 'fd00::/8', '2001:db8::7/128'])(
    'takes %s',
    (text) => {
      expect(isAddressRange(text)).toBe(true);
    },
  );

  it.each(['', 'proxy', '10.0.0.0/33', '::1/129', '10.0.0/8', '10.0.0.0/', '10.0.0.0/8/8', '10.0.0.0/-1', 'fe80::1%eth0', '*'])(
    'refuses %j',
    (text) => {
      expect(isAddressRange(text)).toBe(false);
    },
  );
});

describe('AddressSet', () => {
  const set = new AddressSet(['127.0.0.1', '10.0.0.0/8', 'fd00::/8']);

  it.each(['127.0.0.1', '10.255.0.1', 'fd12::1', '::ffff:127.0.0.1', '::ffff:10.1.2.3'])('has %s', (address) => {
    expect(set.has(address)).toBe(true);
  });

  it.each(['127.0.0.2', '11.0.0.1', 'fe80::1', '::ffff:11.0.0.1', 'localhost', '', undefined])('lacks %s', (address) => {
    expect(set.has(address)).toBe(false);
  });
});
