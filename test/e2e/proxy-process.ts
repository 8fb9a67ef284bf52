import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { copyFile, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { connect as connectPlain, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { connect, TLSSocket } from 'node:tls';
import { fileURLToPath } from 'node:url';
import { freePort } from '../fixtures/free-port.ts';

const DEPLOY = fileURLToPath(new URL('../../deploy', import.meta.url));

/** The name that the configurations have. */
export const SITE = 'assay.example.com';

/** Where Debian keeps the programs of administrators, which other users do not search. */
const PATH = `${process.env['PATH'] ?? ''}:/usr/sbin`;

const PACKAGES: Readonly<Record<string, string>> = { nginx: 'nginx-light', caddy: 'caddy', openssl: 'openssl' };

interface Ports {
  readonly http: number;
  readonly https: number;
}

/** nginx or Caddy, unprivileged, on free ports, with a configuration of `deploy/` in which only ports and certificates are others. */
export class ProxyProcess {
  /** Where it answers, by the name in the configuration: clients have to look it up at 127.0.0.1. */
  readonly url: string;
  readonly plainUrl: string;
  readonly #child: ChildProcess;
  readonly #folder: string;

  private constructor(child: ChildProcess, folder: string, url: string, plainUrl: string) {
    this.#child = child;
    this.#folder = folder;
    this.url = url;
    this.plainUrl = plainUrl;
  }

  /** Starts the program with a file such as `nginx/assay.conf`, in front of Assay at this address, such as `127.0.0.1:8080`, or these. */
  static async start(program: 'nginx' | 'caddy', file: string, ...upstreams: readonly string[]): Promise<ProxyProcess> {
    const folder = await mkdtemp(join(tmpdir(), `assay-${program}-`));
    const ports = { http: await freePort(), https: await freePort() };
    const start = program === 'nginx' ? startNginx : startCaddy;
    const child = await start(folder, file, ports, upstreams);
    const proxy = new ProxyProcess(child, folder, `https://${SITE}:${ports.https}`, `http://${SITE}:${ports.http}`);
    await listening(child, () =>
      connect({ port: ports.https, host: '127.0.0.1', servername: SITE, rejectUnauthorized: false }),
    );
    return proxy;
  }

  /** Starts nginx as in a container, in front of the service `api`, whose addresses this DNS server knows. */
  static async startComposed(dnsPort: number, apiPort: number): Promise<ProxyProcess> {
    const folder = await mkdtemp(join(tmpdir(), 'assay-nginx-'));
    const port = await freePort();
    const text = await readFile(join(DEPLOY, 'nginx/compose.conf'), 'utf8');
    const here = text
      .replaceAll('/tmp/', `${folder}/`)
      .replace('listen 8080', `listen 127.0.0.1:${port}`)
      .replace('api:8080', `api:${apiPort}`)
      .replace('127.0.0.11', `127.0.0.1:${dnsPort}`);
    await writeFile(join(folder, 'nginx.conf'), here);
    const child = spawnedNginx(folder, ['-g', 'daemon off; master_process off;']);
    const url = `http://127.0.0.1:${port}`;
    const proxy = new ProxyProcess(child, folder, url, url);
    await listening(child, () => connectPlain(port, '127.0.0.1'));
    return proxy;
  }

  async stop(): Promise<void> {
    const ended = once(this.#child, 'exit');
    if (this.#child.exitCode === null && this.#child.kill()) await ended;
    await rm(this.#folder, { recursive: true });
  }
}

async function startNginx(folder: string, file: string, ports: Ports, upstreams: readonly string[]): Promise<ChildProcess> {
  const [first = '', second = ''] = upstreams;
  run('openssl', [
    ...[
      'req',
      '-x509',
      '-newkey',
      'ec',
      '-pkeyopt',
      'ec_paramgen_curve:prime256v1',
      '-nodes',
      '-days',
      '2',
      '-subj',
      `/CN=${SITE}`,
    ],
    ...['-keyout', join(folder, 'privkey.pem'), '-out', join(folder, 'fullchain.pem')],
  ]);
  const text = await readFile(join(DEPLOY, file), 'utf8');
  const site = text
    .replaceAll('/etc/ssl/assay', folder)
    .replace('listen 80;', `listen 127.0.0.1:${ports.http};`)
    .replace('listen 443 ', `listen 127.0.0.1:${ports.https} `)
    .replace(/server (127.0.0.1|10.0.0.11):8080/, `server ${first}`)
    .replace('server 10.0.0.12:8080', `server ${second}`);
  await writeFile(join(folder, 'assay.conf'), site);
  await mkdir(join(folder, 'snippets'));
  await copyFile(join(DEPLOY, 'nginx/assay-proxy.conf'), join(folder, 'snippets/assay-proxy.conf'));
  const buffers = ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi'].map((name) => `${name}_temp_path ${folder}/${name};`);
  const main = [
    'daemon off; master_process off; error_log stderr;',
    `pid ${folder}/nginx.pid;`,
    'events {}',
    `http { access_log off; ${buffers.join(' ')} include ${folder}/assay.conf; }`,
  ];
  await writeFile(join(folder, 'nginx.conf'), main.join('\n'));
  return spawnedNginx(folder);
}

function spawnedNginx(folder: string, more: readonly string[] = []): ChildProcess {
  return spawned('nginx', ['-e', 'stderr', '-p', folder, '-c', join(folder, 'nginx.conf'), ...more]);
}

async function startCaddy(folder: string, file: string, ports: Ports, upstreams: readonly string[]): Promise<ChildProcess> {
  const options = [
    'admin off',
    'local_certs',
    'skip_install_trust',
    'default_bind 127.0.0.1',
    `http_port ${ports.http}`,
    `storage file_system ${folder}/store`,
  ];
  const main = `{\n${options.join('\n')}\n}\nimport ${join(DEPLOY, file)}\n`;
  await writeFile(join(folder, 'Caddyfile'), main);
  return spawned('caddy', ['run', '--config', join(folder, 'Caddyfile'), '--adapter', 'caddyfile'], {
    ASSAY_SITE: `https://${SITE}:${ports.https}`,
    [upstreams.length === 1 ? 'ASSAY_UPSTREAM' : 'ASSAY_UPSTREAMS']: upstreams.join(' '),
    HOME: folder,
  });
}

function spawned(program: string, args: readonly string[], env: Readonly<Record<string, string>> = {}): ChildProcess {
  run(program, [program === 'nginx' ? '-v' : 'version']);
  return spawn(program, args, { env: { PATH, ...env }, stdio: ['ignore', 'ignore', 'pipe'] });
}

/** Runs a program to its end; one that is missing is an error that says how to get it. */
function run(program: string, args: readonly string[]): void {
  try {
    execFileSync(program, args, { env: { PATH }, stdio: 'pipe' });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
    throw new Error(`${program} is not installed: apt-get install ${PACKAGES[program] ?? program}`, { cause: error });
  }
}

/**
 * Resolves when a connection like this one can be made; over TLS, Caddy takes it once it has a certificate. A program that ends before is an error with
 * what it said.
 */
async function listening(child: ChildProcess, open: () => Socket): Promise<void> {
  let said = '';
  child.stderr?.setEncoding('utf8').on('data', (text: string) => (said += text));
  while (!(await opens(open()))) {
    if (child.exitCode !== null) throw new Error(`${child.spawnfile} ended with ${child.exitCode}: ${said}`);
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

async function opens(socket: Socket): Promise<boolean> {
  const isOpen = await new Promise<boolean>((resolve) => {
    socket
      .once(socket instanceof TLSSocket ? 'secureConnect' : 'connect', () => resolve(true))
      .on('error', () => resolve(false));
  });
  socket.destroy();
  return isOpen;
}
