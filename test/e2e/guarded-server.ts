import { join } from 'node:path';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { type AppOptions, createApp } from '../../src/app.ts';
import { type Scope, SCOPES } from '../../src/config/scope.ts';
import type { SharedText } from '../../src/domain/key-documents.ts';
import { keyFiles } from '../../src/http/access/key-file.ts';
import { addKey, revokeKey } from '../../src/http/access/key-list.ts';
import { temporaryRoot, type TemporaryRoot } from '../fixtures/temporary-root.ts';

export interface PlainAnswer {
  readonly status: number;
  readonly headers: Headers;
  readonly body: string;
}

/** A server that asks for keys, with one of each scope, named after it, in the file that `keysPath` names. */
export class GuardedServer {
  readonly app: NestFastifyApplication;
  readonly url: string;
  readonly root: TemporaryRoot;
  readonly keysPath: string;
  readonly keys: ReadonlyMap<string, string>;

  private constructor(
    app: NestFastifyApplication,
    url: string,
    root: TemporaryRoot,
    keysPath: string,
    keys: ReadonlyMap<string, string>,
  ) {
    this.app = app;
    this.url = url;
    this.root = root;
    this.keysPath = keysPath;
    this.keys = keys;
  }

  static async start(overrides: AppOptions = {}): Promise<GuardedServer> {
    const root = await temporaryRoot('arithmetic');
    const storageDir = join(root.path, '.storage');
    const keysPath = join(storageDir, 'keys.json');
    const keys = new Map<string, string>();
    for (const scope of SCOPES)
      keys.set(scope, await addKey(keyFiles(keysPath).keys, { name: scope, scope, expiresAt: null }, new Date()));
    const places = { projectsRoot: root.path, storageDir, benchmarksDir: join(root.path, '.benchmarks') };
    const app = await createApp({
      logLevel: 'silent',
      maxRequestsPerMinute: 0,
      maxWrongKeysPerMinute: 0,
      ...places,
      ...overrides,
    });
    await app.listen(0, '127.0.0.1');
    return new GuardedServer(app, await app.getUrl(), root, keysPath, keys);
  }

  get keyList(): SharedText {
    return keyFiles(this.keysPath).keys;
  }

  key(name: string): string {
    const secret = this.keys.get(name);
    if (secret === undefined) throw new Error(`there is no key ${name}`);
    return secret;
  }

  bearer(scope: Scope): Record<string, string> {
    return { authorization: `Bearer ${this.key(scope)}` };
  }

  async revoke(name: string): Promise<void> {
    await revokeKey(this.keyList, name);
  }

  async ask(method: string, path: string, headers: Record<string, string> = {}, body?: string): Promise<PlainAnswer> {
    const response = await fetch(`${this.url}${path}`, {
      method,
      redirect: 'manual',
      headers,
      ...(body === undefined ? {} : { body }),
    });
    return { status: response.status, headers: response.headers, body: await response.text() };
  }

  async close(): Promise<void> {
    await this.app.close();
    await this.root.remove();
  }
}
