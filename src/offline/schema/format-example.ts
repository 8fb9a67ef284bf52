const EXAMPLES: Readonly<Record<string, string>> = {
  date: '2024-01-31',
  time: '12:00:00Z',
  'date-time': '2024-01-31T12:00:00Z',
  duration: 'P1D',
  email: 'someone@example.com',
  hostname: 'example.com',
  ipv4: '192.0.2.1',
  ipv6: '2001:db8::1',
  uri: 'https://example.com/',
  uuid: '123e4567-e89b-42d3-a456-426614174000',
};

const PLAIN_STRINGS = ['a', 'A', '0', 'abc', 'ABC', '123', 'abc123', 'a-b', 'a_b', 'A1'];

/** A string of the format (`date`, `email`, …), or `null` for a format that is not known here. */
export function formatExample(format: string): string | null {
  return EXAMPLES[format] ?? null;
}

/** A string that the pattern matches: the wanted one if it does, else a simple one; the wanted one also when none does. */
export function patternExample(pattern: string, wanted: string): string {
  const expression = new RegExp(pattern, 'u');
  return [wanted, ...PLAIN_STRINGS, ...Object.values(EXAMPLES)].find((text) => expression.test(text)) ?? wanted;
}
