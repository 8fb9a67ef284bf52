/** An answer, and where it came from. */
export interface Visit {
  readonly url: string;
  readonly status: number;
  readonly headers: Headers;
  readonly body: string;
  /** Where it leads: the absolute address of a redirect or of a page that goes on by itself. */
  readonly onward: string | null;
}

/** What a browser does with cookies and redirects, by hand. Cookies are of a host name, whatever the port. */
export class CookieBrowser {
  readonly #jars = new Map<string, Map<string, string>>();

  cookie(url: string, name: string): string | undefined {
    return this.#jar(url).get(name);
  }

  setCookie(url: string, name: string, value: string): void {
    this.#jar(url).set(name, value);
  }

  async visit(url: string, form?: Readonly<Record<string, string>>, headers: Record<string, string> = {}): Promise<Visit> {
    const jar = this.#jar(url);
    const cookie = [...jar].map(([name, value]) => `${name}=${value}`).join('; ');
    const response = await fetch(url, {
      method: form === undefined ? 'GET' : 'POST',
      redirect: 'manual',
      headers: { accept: 'text/html', ...(cookie === '' ? {} : { cookie }), ...headers },
      ...(form === undefined ? {} : { body: new URLSearchParams(form) }),
    });
    for (const line of response.headers.getSetCookie()) store(jar, line);
    const body = await response.text();
    const link = response.headers.get('location') ?? refreshOf(body);
    const onward = link === null ? null : new URL(link, url).href;
    return { url, status: response.status, headers: response.headers, body, onward };
  }

  #jar(url: string): Map<string, string> {
    const { hostname } = new URL(url);
    const jar = this.#jars.get(hostname) ?? new Map<string, string>();
    this.#jars.set(hostname, jar);
    return jar;
  }
}

function store(jar: Map<string, string>, line: string): void {
  const [, name = '', value = ''] = /^([^=]+)=([^;]*)/.exec(line) ?? [];
  const isOver = value === '' || /max-age=0|expires=thu, 01 jan 1970/i.test(line);
  if (isOver) jar.delete(name);
  else jar.set(name, value);
}

function refreshOf(body: string): string | null {
  const [, address = null] = /<meta http-equiv="refresh" content="0; url=([^"]+)"/.exec(body) ?? [];
  return address?.replaceAll('&amp;', '&').replaceAll('&#39;', "'") ?? null;
}
