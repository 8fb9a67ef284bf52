import { Injectable } from '@nestjs/common';

/** The routes of the app, to tell a wrong method from a wrong path. */
@Injectable()
export class RouteTable {
  readonly #routes: { readonly methods: readonly string[]; readonly pattern: URLPattern }[] = [];

  /** Adds a route in the router's notation, such as `/api/jobs/:job_id`. */
  add(method: string | readonly string[], pathname: string): void {
    this.#routes.push({ methods: [method].flat(), pattern: new URLPattern({ pathname }) });
  }

  /** The methods that a path takes, sorted; none if no route has it. */
  methodsOf(pathname: string): string[] {
    const routes = this.#routes.filter(({ pattern }) => pattern.test({ pathname }));
    return [...new Set(routes.flatMap(({ methods }) => methods))].sort();
  }
}
