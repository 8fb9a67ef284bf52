/** Licences by their SPDX names that what Assay runs with may have, and why. Anything else is decided by people, and then added here. */
export const ALLOWED: Readonly<Record<string, string>> = {
  '0BSD': 'asks for nothing',
  'Apache-2.0': 'keep its text and notices, which stay in the package’s folder; grants patents',
  'BSD-2-Clause': 'keep its text, which stays in the package’s folder',
  'BSD-3-Clause': 'keep its text, which stays in the package’s folder',
  'BlueOak-1.0.0': 'keep its text or its address',
  ISC: 'keep its text, which stays in the package’s folder',
  MIT: 'keep its text, which stays in the package’s folder',
  Unlicense: 'given to the public: asks for nothing',
  'Python-2.0': 'of argparse, a port of Python’s: keep its text, which stays in the package’s folder',
};

/** A licence that a package's metadata does not name as SPDX does: read from its files, and true for this version only. */
export interface ReadLicence {
  readonly version: string;
  readonly licence: string;
  readonly source: string;
}

export const READ: Readonly<Record<string, ReadLicence>> = {
  decko: { version: '1.2.0', licence: 'MIT', source: 'its LICENSE; package.json names none' },
  stickyfill: { version: '1.1.1', licence: 'MIT', source: 'its LICENSE; package.json names none' },
  'url-template': { version: '2.0.8', licence: 'BSD-3-Clause', source: 'its LICENSE; package.json says BSD' },
};
