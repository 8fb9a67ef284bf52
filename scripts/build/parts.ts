import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync } from 'node:fs';
import { join, relative, sep } from 'node:path';
import type { Part } from './part.ts';

/** Everything that the parts are made from. */
export const SOURCES = [
  'src',
  'web',
  'scripts/build',
  'scripts/build.js',
  'nest-cli.json',
  'package-lock.json',
  'tsconfig.json',
  'tsconfig.build.json',
];

const TESTS = /\.(spec|e2e-spec|fixture)\.tsx?$/;
/** How both are built, and with which packages. */
const TOOLS = /^(scripts\/|package-lock\.json$|tsconfig\.json$)/;

/** The server and the command, in `dist/`, and the browser application, in `dist/web/`. */
export function partsOf(root: string): readonly Part[] {
  return [server(root), application(root)];
}

function server(root: string): Part {
  return {
    name: 'server',
    stamp: 'dist/.server.json',
    reads: (path) => isBuilt(path) && !path.startsWith('web/'),
    outputFolder: 'dist',
    writes: (path) => !path.startsWith('dist/web/') && path !== 'dist/.application.json',
    build: async () => {
      const compiler = join(root, 'node_modules/@nestjs/cli/bin/nest.js');
      const [code] = (await once(spawn(process.execPath, [compiler, 'build'], { cwd: root, stdio: 'inherit' }), 'exit')) as [
        number,
      ];
      if (code !== 0) throw new Error('nest build failed');
      chmodSync(join(root, 'dist/main.js'), 0o755);
      return [];
    },
  };
}

function application(root: string): Part {
  return {
    name: 'browser application',
    stamp: 'dist/.application.json',
    reads: (path) => isBuilt(path) && (path.startsWith('web/') || TOOLS.test(path)),
    outputFolder: 'dist/web',
    writes: () => true,
    build: async () => {
      // Loaded only now: it is large, and mostly there is nothing to build.
      const { build } = await import('vite');
      const read: string[] = [];
      await build({
        configFile: join(root, 'web/vite.config.ts'),
        logLevel: 'warn',
        plugins: [
          {
            name: 'modules that were read',
            buildEnd() {
              read.push(...this.getModuleIds());
            },
          },
        ],
      });
      return read.map((file) => relative(root, file).replaceAll(sep, '/'));
    },
  };
}

function isBuilt(path: string): boolean {
  return !TESTS.test(path) && !path.startsWith('web/test/');
}
