import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { mayAskAnyTimes } from '../../evaluation/program.ts';
import { METRICS, PROGRAMS, PythonFolder } from './python-folder.fixture.ts';

describe('loadPython', () => {
  let folder: PythonFolder;

  beforeEach(async () => {
    folder = await PythonFolder.make();
  });
  afterEach(() => folder.remove());

  it('finds what is decorated and public', async () => {
    const { programs, metrics, faults } = await folder.load({ 'programs.py': PROGRAMS, 'metrics.py': METRICS });
    expect(faults).toEqual([]);
    expect(Object.keys(programs.exports)).toContain('plain');
    expect(Object.keys(programs.exports)).not.toEqual(expect.arrayContaining(['helper', '_hidden']));
    expect(
      Object.entries(programs.exports)
        .filter(([, program]) => mayAskAnyTimes(program))
        .map(([name]) => name),
    ).not.toContain('plain');
    expect(metrics.exports['tone']).toMatchObject({
      kind: 'llm_judge',
      description: 'Polite.',
      scale: { kind: 'range', floor: 1, ceiling: 5 },
      repeats: 2,
      generation: { temperature: 0 },
    });
    expect(metrics.exports['half']).toMatchObject({ kind: 'programmatic', description: 'Always the half.' });
  });

  it('loads what a module imports of its project, and names those files', async () => {
    const { programs, metrics, source } = await folder.load({
      'programs.py': 'from assay import program\nimport _deep\n@program(calls="any")\ndef p():\n    return _deep.VALUE\n',
      'metrics.py': 'from lib.more import x\n',
      '_deep.py': 'from lib import more\nVALUE = more.x\n',
      'lib/__init__.py': '',
      'lib/more.py': 'import json\nx = json.loads("7")\n',
    });
    const filesOf = (...names: string[]): string[] => names.map((name) => folder.file(name));
    expect(programs.files).toEqual(filesOf('_deep.py', 'lib/__init__.py', 'lib/more.py', 'programs.py'));
    expect(metrics.files).toEqual(filesOf('lib/__init__.py', 'lib/more.py', 'metrics.py'));
    expect(await source('p')).toBe('@program(calls="any")\ndef p():\n    return _deep.VALUE\n');
  });

  it.each([
    ['a syntax error', 'x = 1\ndef p(:\n', /programs\.py:2: SyntaxError: /],
    ['an exception', 'x = 1\ny = z\n', /programs\.py:2: NameError: name 'z' is not defined/],
    ['a missing package', 'import no_such_package\n', /programs\.py:1: ModuleNotFoundError: .*no_such_package/],
    ['an exit', 'import sys\nsys.exit(1)\n', /programs\.py:2: SystemExit: 1/],
    ['other bytes', Buffer.from([0x23, 0x0a, 0xff, 0x0a]), /programs\.py:2: programs\.py, line 2 is not UTF-8/],
    [
      'an unknown parameter',
      'from assay import program\n@program\ndef p(input): return 1\n',
      /programs\.py:[23]: TypeError: program: p has the parameter input; it may have inputs, /,
    ],
    [
      'a yield',
      'from assay import program\n@program\ndef p(): yield 1\n',
      /TypeError: program: p must return its result, and can't yield/,
    ],
    ['an end of the process', 'import os\nos._exit(4)\n', /programs\.py: .*exit code 4/],
  ])('says where the fault is: %s', async (_fault, source, message) => {
    const { faults, programs, metrics } = await folder.load({ 'programs.py': source, 'metrics.py': METRICS });
    expect(faults.join('\n')).toMatch(message);
    expect(faults[0]?.startsWith(folder.file('programs.py'))).toBe(true);
    expect(programs.exports).toEqual({});
    if (/Error|SystemExit/.test(String(message))) expect(Object.keys(metrics.exports)).toContain('same');
  });

  it.each([
    ['range_scale(1, 0)', /^.*metrics\.py:2: ScaleError: range_scale\(1, 0\): give two finite numbers/],
    ['ordinal([1])', /ScaleError: ordinal\(\[1\]\)/],
    ['range_scale(0, float("nan"))', /MetricError: tone\.scale\.values\[1\] is NaN/],
    ['7', /TypeError: llm_judge: scale must be made by range_scale/],
  ])('refuses a metric that makes no sense: scale=%s', async (scale, message) => {
    const source = `from assay import *\ntone = llm_judge(description="d", model="m", scale=${scale})\n`;
    expect((await folder.load({ 'metrics.py': source })).faults).toEqual([expect.stringMatching(message)]);
  });

  it.each([
    [{ command: '/no/such/python' }, /Python is needed, and "\/no\/such\/python" can't be used \(ASSAY_PYTHON\): .*ENOENT/],
    [{ command: 'false' }, /"false" can't be used \(ASSAY_PYTHON\)/],
    [{ fault: 'it is not allowed' }, /Python is needed, and it is not allowed/],
  ])('says of each file that there is no Python: %j', async (settings, message) => {
    const { faults } = await folder.load({ 'programs.py': PROGRAMS, 'metrics.py': METRICS }, settings);
    expect(faults).toEqual([expect.stringMatching(message), expect.stringMatching(message)]);
  });
});
