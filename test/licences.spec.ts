import { describe, expect, it } from '@jest/globals';
import { importedPackages, pathsOf } from '../scripts/licences/bundled.ts';
import { licenceFaults, packagesOf, sbomFaults } from '../scripts/licences/licence-check.ts';

function faultsOf(license: string | undefined, more: object = {}): string[] {
  return licenceFaults(
    packagesOf({ '': {}, 'node_modules/@a/b': { version: '1.0.0', ...(license === undefined ? {} : { license }), ...more } }),
  );
}

describe('the check of licences', () => {
  it.each(['MIT', '(MPL-2.0 OR Apache-2.0)', 'MIT OR GPL-3.0', '(MIT AND BSD-3-Clause)'])('allows %s', (licence) => {
    expect(faultsOf(licence)).toEqual([]);
  });

  it.each([
    'GPL-3.0',
    'MIT AND GPL-3.0',
    'UNLICENSED',
    '(MIT OR Apache-2.0) AND GPL-2.0',
    '(MIT OR X) AND (MIT OR GPL-2.0)',
    'SEE LICENSE IN x',
    'constructor',
  ])('refuses %s, and says what to do', (licence) => {
    expect(faultsOf(licence)).toEqual([
      expect.stringMatching(/^@a\/b@1\.0\.0 has the licence .*: use another package, or add/),
    ]);
  });

  it('refuses a package that names none', () => {
    expect(faultsOf(undefined)).toEqual([expect.stringContaining('names no licence')]);
  });

  it('leaves out what only development needs, unless a copy of it is needed elsewhere', () => {
    const copy = { version: '1.0.0', license: 'GPL-3.0' };

    expect(faultsOf('GPL-3.0', { dev: true })).toEqual([]);
    expect(
      licenceFaults(packagesOf({ 'node_modules/a': { ...copy, dev: true }, 'node_modules/b/node_modules/a': copy })),
    ).toHaveLength(1);
  });

  it('asks for another look when a package whose files were read has a new version', () => {
    const at = (version: string): string[] => licenceFaults(packagesOf({ 'node_modules/decko': { version } }));

    expect(at('1.2.0')).toEqual([]);
    expect(at('1.3.0')).toEqual([expect.stringContaining('is of 1.2.0')]);
  });
});

describe('what the browser application is bundled with', () => {
  const locked = {
    '': {},
    'node_modules/a': { version: '1.0.0', license: 'GPL-3.0', dev: true, dependencies: { '@s/b': '1', c: '1' } },
    'node_modules/a/node_modules/c': { version: '2.0.0', license: 'GPL-2.0', dev: true, dependencies: { '@s/b': '1' } },
    'node_modules/c': { version: '1.0.0', license: 'GPL-1.0', dev: true },
    'node_modules/@s/b': { version: '1.0.0', license: 'MIT', dev: true, dependencies: { a: '1' } },
  };

  it('is what its sources import', () => {
    const sources = [
      `import { x } from '@s/b';\nimport { y } from './y.ts';`,
      `import 'a/style.css';\nconst c = await import('c');`,
      `<Link className='from'> {isKept && (\n  <p title='kept'>`,
    ];

    expect(importedPackages(sources)).toEqual(['@s/b', 'a', 'c']);
  });

  it('is found with all that it depends on, and is checked though it is of development', () => {
    const paths = pathsOf(locked, ['a']);

    expect([...paths]).toEqual(['node_modules/a', 'node_modules/@s/b', 'node_modules/a/node_modules/c']);
    expect(licenceFaults(packagesOf(locked, paths)).map((fault) => fault.split(' ')[0])).toEqual(['a@1.0.0', 'c@2.0.0']);
    expect(() => pathsOf(locked, ['none'])).toThrow('package-lock.json has no none');
  });
});

describe('the check of the bill of materials', () => {
  const packages = packagesOf({ 'node_modules/@a/b': { version: '1.0.0' }, 'node_modules/c': { name: 'd', version: '2.0.0' } });
  const both = [{ purl: 'pkg:npm/%40a/b@1.0.0' }, { purl: 'pkg:npm/d@2.0.0' }];

  it('takes one that has every package', () => {
    expect(sbomFaults({ bomFormat: 'CycloneDX', components: both }, packages)).toEqual([]);
  });

  it('names what is missing', () => {
    expect(sbomFaults({ bomFormat: 'CycloneDX', components: both.slice(1) }, packages)).toEqual([
      'it lacks pkg:npm/@a/b@1.0.0',
    ]);
    expect(sbomFaults({}, packages)).toEqual(['it is no CycloneDX document with components']);
  });
});
