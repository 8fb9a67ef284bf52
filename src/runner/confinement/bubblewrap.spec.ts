import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { descendantsOf, isRunning, knownProcess } from '../guard/process-table.ts';
import { bubblewrapFault, bubblewrapped, type Wrapper } from './bubblewrap.ts';
import type { Confinement } from './confinement.ts';

const fault = await bubblewrapFault();

/** Where these sources themselves lie in `/tmp`, a process sees the way to them there, and nothing else. */
const OWN_IN_TMP = /^\/tmp\/([^/]+)/.exec(import.meta.dirname)?.[1] ?? '';

function confinement(change: Partial<Confinement> = {}): Confinement {
  return {
    kind: 'bwrap',
    reads: [],
    writes: [],
    environment: {},
    hosts: [],
    startsPython: false,
    proxyEnvironment: {},
    ...change,
  };
}

describe('bubblewrapped', () => {
  it('shows what may be read, lets write what may be written, and closes what is left', () => {
    const { command, args } = bubblewrapped(confinement({ reads: ['/project'], writes: ['/project/recordings'] }), '/tmp/g');
    const line = args.join(' ');
    expect(command).toBe('/bin/sh');
    expect(line).toMatch(/--unshare-pid --unshare-net .*--cap-drop ALL --die-with-parent/);
    expect(line).toMatch(/--ro-bind-try \/project \/project --bind-try \/project\/recordings \/project\/recordings/);
    expect(line).toMatch(/--ro-bind \/tmp\/g \/run\/assay-gate --remount-ro \/ --chdir \/ --$/);
  });
});

describe('bubblewrapFault', () => {
  it('is null where a process can be run in bubblewrap, and says otherwise why not', () => {
    expect(fault ?? 'a sentence').not.toBe('');
  });
});

// Without Node's permissions, which the processes of projects have as well.
if (fault === null) {
  describe('a process in bubblewrap', () => {
    let folder: string;
    let wrapper: Wrapper;

    beforeAll(async () => {
      folder = await mkdtemp('/var/tmp/assay-bubblewrap-');
      for (const name of ['project', 'project/recordings', 'other']) await mkdir(join(folder, name));
      await writeFile(join(folder, 'other', 'secret'), 'secret');
      await writeFile(join(folder, 'project', 'own'), 'own');
      const project = join(folder, 'project');
      wrapper = bubblewrapped(confinement({ reads: [project], writes: [join(project, 'recordings')] }), null);
    });
    afterAll(() => rm(folder, { recursive: true }));

    /** What a script prints, or the code of the error that it throws. */
    async function printed(script: string): Promise<string> {
      const source = `(async () => { const fs = require('fs'); const folder = ${JSON.stringify(folder)}; return ${script}; })()
        .then((value) => console.log(String(value)), (error) => console.log(error.code ?? error.errors?.[0]?.code ?? error.cause?.code))`;
      const run = promisify(execFile);
      return (await run(wrapper.command, [...wrapper.args, process.execPath, '-e', source], { env: {} })).stdout.trim();
    }

    it.each([
      ["fs.readFileSync(folder + '/project/own', 'utf8')", 'own'],
      ["fs.readFileSync(folder + '/other/secret')", 'ENOENT'],
      ["fs.readFileSync('/etc/passwd')", 'ENOENT'],
      ["fs.readdirSync('/var/log')", 'ENOENT'],
      ['fs.readdirSync(folder).join()', 'project'],
      ["fs.writeFileSync(folder + '/project/own', '')", 'EROFS'],
      ["fs.writeFileSync(folder + '/new', '')", 'EROFS'],
      ["fs.writeFileSync(process.execPath, '')", 'EROFS'],
      ["fs.writeFileSync('/dev/new', '')", 'EROFS'],
      ["fs.writeFileSync(folder + '/project/recordings/new', 'new')", 'undefined'],
      ["fs.writeFileSync('/tmp/new', 'new')", 'undefined'],
      ["fs.readdirSync('/tmp').join()", OWN_IN_TMP],
      ["fs.writeFileSync('/tmp/large', Buffer.alloc(65 * 1024 ** 2))", 'ENOSPC'],
      ["fs.readdirSync('/proc').filter((name) => /^\\d+$/.test(name)).length", '2'],
      ["fs.readFileSync('/proc/1/environ', 'utf8').includes('PATH=')", 'false'],
      ["require('child_process').spawnSync('/bin/sh', ['-c', 'id']).error.code", 'ENOENT'],
      ["fetch('http://127.0.0.1:50009')", 'ECONNREFUSED'],
      ["require('dns').promises.lookup('example.org')", 'EAI_AGAIN'],
      ["Object.keys(require('os').networkInterfaces()).join()", 'lo'],
    ])('%s: %s', async (script, outcome) => {
      expect(await printed(script)).toBe(outcome);
    });

    it('does not end by the signal that supervisors send, and ends with all that is in it by SIGKILL', async () => {
      const script =
        "process.on('SIGTERM', () => console.log('asked')); console.log('runs'); setInterval(() => undefined, 1_000);";
      const child = spawn(wrapper.command, [...wrapper.args, process.execPath, '-e', script], { detached: true });
      await once(child.stdout, 'data');
      const pid = child.pid ?? 0;
      const inside = descendantsOf(pid).flatMap((found) => knownProcess(found) ?? []);
      expect(inside.length).toBeGreaterThanOrEqual(2);
      process.kill(-pid, 'SIGTERM');
      await once(child.stdout, 'data');
      expect(inside.every(isRunning)).toBe(true);
      const ended = once(child, 'close');
      process.kill(pid, 'SIGKILL');
      await ended;
      while (inside.some(isRunning)) await new Promise((resolve) => setImmediate(resolve));
    });
  });
}
