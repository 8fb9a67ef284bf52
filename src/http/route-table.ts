import { Injectable } from '@nestjs/common';
import type { RouteAccess } from './access/needs-scope.ts';

/** A route in the router's notation, such as `/api/jobs/:job_id`, and who may call it. */
export interface RouteEntry {
  readonly method: string | readonly string[];
  readonly url: string;
  readonly access: RouteAccess;
}

/** The routes of the app, to tell a wrong method from a wrong path. */
@Injectable()
export class RouteTable {
  readonly #routes: { readonly methods: readonly string[]; readonly pattern: URLPattern; readonly entry: RouteEntry }[] = [];

  /** All routes, in the order in which they were added. */
  get entries(): readonly RouteEntry[] {
    return this.#routes.map(({ entry }) => entry);
  }

  add(entry: RouteEntry): void {
    this.#routes.push({ methods: [entry.method].flat(), pattern: new URLPattern({ pathname: entry.url }), entry });
  }

  /** The methods that a path takes, sorted; none if no route has it. */
  methodsOf(pathname: string): string[] {
    const routes = this.#routes.filter(({ pattern }) => pattern.test({ pathname }));
    return [...new Set(routes.flatMap(({ methods }) => methods))].sort();
  }
}
