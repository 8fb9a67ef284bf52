import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { copyFile, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { type AddressInfo, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { connect } from 'node:tls';
import { fileURLToPath } from 'node:url';

const DEPLOY = fileURLToPath(new URL('../../deploy', import.meta.url));

/** The name that the configurations have. */
export const SITE = 'assay.example.com';

/** Where Debian keeps the programs of administrators, which other users do not search. */
const PATH = `${process.env['PATH'] ?? ''}:/usr/sbin`;

const PACKAGES: Readonly<Record<string, string>> = { nginx: 'nginx-light', caddy: 'caddy', openssl: 'openssl' };

interface Ports {
  readonly http: number;
  readonly https: number;
  /** Where Assay listens. */
  readonly assay: number;
}

/** nginx or Caddy, unprivileged, on free ports, with a configuration of `deploy/` in which only ports and certificates are others. */
export class ProxyProcess {
  /** Where it answers, by the name in the configuration: clients have to look it up at 127.0.0.1. */
  readonly url: string;
  readonly plainUrl: string;
  readonly #child: ChildProcess;
  readonly #folder: string;

  private constructor(child: ChildProcess, folder: string, ports: Ports) {
    this.#child = child;
    this.#folder = folder;
    this.url = `https://${SITE}:${ports.https}`;
    this.plainUrl = `http://${SITE}:${ports.http}`;
  }

  /** Starts the program with a file such as `nginx/assay.conf`, in front of Assay at this port of 127.0.0.1. */
  static async start(program: 'nginx' | 'caddy', file: string, assay: number): Promise<ProxyProcess> {
    const folder = await mkdtemp(join(tmpdir(), `assay-${program}-`));
    const ports = { http: await freePort(), https: await freePort(), assay };
    const child = program === 'nginx' ? await startNginx(folder, file, ports) : await startCaddy(folder, file, ports);
    const proxy = new ProxyProcess(child, folder, ports);
    await listening(child, ports.https);
    return proxy;
  }

  async stop(): Promise<void> {
    const ended = once(this.#child, 'exit');
    if (this.#child.exitCode === null && this.#child.kill()) await ended;
    await rm(this.#folder, { recursive: true });
  }
}

async function startNginx(folder: string, file: string, ports: Ports): Promise<ChildProcess> {
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
    .replace('127.0.0.1:8080', `127.0.0.1:${ports.assay}`);
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
  return spawned('nginx', ['-e', 'stderr', '-p', folder, '-c', join(folder, 'nginx.conf')]);
}

async function startCaddy(folder: string, file: string, ports: Ports): Promise<ChildProcess> {
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
    ASSAY_UPSTREAM: `127.0.0.1:${ports.assay}`,
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

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  return port;
}

/** Resolves when something speaks TLS at the port, which Caddy does once it has a certificate; a program that ends before is an error with what it said. */
async function listening(child: ChildProcess, port: number): Promise<void> {
  let said = '';
  child.stderr?.setEncoding('utf8').on('data', (text: string) => (said += text));
  while (!(await speaksTls(port))) {
    if (child.exitCode !== null) throw new Error(`${child.spawnfile} ended with ${child.exitCode}: ${said}`);
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

async function speaksTls(port: number): Promise<boolean> {
  const socket = connect({ port, host: '127.0.0.1', servername: SITE, rejectUnauthorized: false });
  const speaks = await new Promise<boolean>((resolve) => {
    socket.once('secureConnect', () => resolve(true)).on('error', () => resolve(false));
  });
  socket.destroy();
  return speaks;
}
