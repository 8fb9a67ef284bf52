import { createHash } from 'node:crypto';
import type { Principal } from '../http/access/principal.ts';
import { Html, html } from '../reports/html.ts';

/** What the page shows. */
export interface SignInView {
  /** The path under which the client reached the server; empty at the root. */
  readonly prefix: string;
  /** Where to go on. */
  readonly next: string;
  /** Why the last try failed. */
  readonly fault?: string;
  /** Whether it was the key that failed, and not the provider. */
  readonly isKeyWrong?: boolean;
  /** Who is signed in already. */
  readonly principal: Principal | null;
  /** Whether people can sign in by a provider. */
  readonly hasProvider: boolean;
  /** Whether the provider is to ask also whoever is signed in there already. */
  readonly asksAgain?: boolean;
}

const STYLE = `
:root { color-scheme: light dark; --ink: light-dark(#1c2024, #e8eaed); --soft: light-dark(#56606b, #a9b2bc); --line: light-dark(#8a949e, #77818b);
  --paper: light-dark(#ffffff, #15181c); --accent: light-dark(#0b62a8, #6cb6ff); --on-accent: light-dark(#ffffff, #10151a); --warn: light-dark(#a3190f, #ff9d94); }
* { box-sizing: border-box; }
body { margin: 0; min-height: 100vh; display: grid; place-items: center; padding: 1.25rem; color: var(--ink); background: var(--paper); font: 16px/1.5 system-ui, sans-serif; }
main { width: 100%; max-width: 24rem; }
h1 { font-size: 1.5rem; margin: 0 0 1rem; }
p { margin: .75rem 0; overflow-wrap: anywhere; }
label { display: block; font-weight: 600; margin-bottom: .25rem; }
.button + form { margin-top: 2rem; }
input { width: 100%; font: inherit; padding: .6rem .75rem; color: inherit; background: transparent; border: 1px solid var(--line); border-radius: 6px; }
button, .button { display: block; width: 100%; margin-top: 1rem; padding: .65rem .75rem; font: inherit; font-weight: 600; text-align: center; text-decoration: none; cursor: pointer;
  color: var(--on-accent); background: var(--accent); border: 1px solid var(--accent); border-radius: 6px; }
.second { color: var(--accent); background: transparent; }
:focus-visible { outline: 3px solid var(--accent); outline-offset: 2px; }
.hint { color: var(--soft); font-size: .9rem; }
.fault { color: var(--warn); font-weight: 600; }
a { color: var(--accent); }
`;

/** No script, nothing from elsewhere, and the form goes to this server alone. */
export const SIGN_IN_POLICY = [
  "default-src 'none'",
  "base-uri 'none'",
  "form-action 'self'",
  "frame-ancestors 'none'",
  'img-src data:',
  `style-src 'sha256-${createHash('sha256').update(STYLE).digest('base64')}'`,
].join('; ');

/** The page on which a person signs in with a key, or out. */
export function signInPage(view: SignInView): string {
  return document({
    title: view.fault === undefined ? 'Sign in' : 'Error: sign in',
    head: null,
    body: view.principal === null || view.fault !== undefined ? signInForm(view) : signOutForm(view, view.principal),
  });
}

/**
 * A page that goes on by itself. Unlike a redirect it makes this server the origin of the next request: otherwise a browser that comes from a provider would
 * not send its new cookie, which is for requests of our own pages, and a form's policy would not let it go to a provider.
 */
export function onwardPage({ title, address }: { readonly title: string; readonly address: string }): string {
  return document({
    title,
    head: html`<meta http-equiv="refresh" content="0; url=${address}" />`,
    body: html`<h1>${title}</h1>
      <p><a class="button" href="${address}">Go on</a></p>`,
  });
}

function document({ title, head, body }: { readonly title: string; readonly head: Html | null; readonly body: Html }): string {
  const page = html`<!doctype html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        ${head}
        <link rel="icon" href="data:," />
        <title>${title} · Assay</title>
        ${new Html(`<style>${STYLE}</style>`)}
      </head>
      <body>
        <main>${body}</main>
      </body>
    </html> `;
  return page.text;
}

function signInForm({ prefix, next, fault, hasProvider, isKeyWrong = false, asksAgain = false }: SignInView): Html {
  const message = fault === undefined ? null : html`<p class="fault" id="fault" role="alert">${fault}</p>`;
  const described = new Html(isKeyWrong ? 'aria-describedby="fault hint" aria-invalid="true"' : 'aria-describedby="hint"');
  return html`<h1>Sign in to Assay</h1>
    ${message} ${hasProvider ? providerLink(prefix, next, asksAgain) : null}
    <form method="post" action="${prefix}/sign-in">
      <input type="hidden" name="next" value="${next}" />
      <label for="key">${hasProvider ? 'Or with a key' : 'Key'}</label>
      <input
        id="key"
        name="key"
        type="password"
        required
        ${hasProvider && !isKeyWrong ? null : new Html('autofocus')}
        autocomplete="current-password"
        spellcheck="false"
        ${described}
      />
      <p class="hint" id="hint">
        Whoever runs this server makes keys with <code>assay keys add</code>. A key begins with <code>assay_</code>.
      </p>
      <button${hasProvider ? new Html(' class="second"') : null}>Sign in</button>
    </form>`;
}

function providerLink(prefix: string, next: string, asksAgain: boolean): Html {
  const query = new URLSearchParams({ next, ...(asksAgain ? { prompt: 'login' } : {}) });
  return html`<a class="button" href="${prefix}/sign-in/oidc?${query.toString()}"
    >Sign in with your organization${asksAgain ? ', as somebody else' : ''}</a
  >`;
}

function signOutForm({ prefix, next }: SignInView, { name, scope }: Principal): Html {
  return html`<h1>Signed in to Assay</h1>
    <p>You are signed in as <strong>${name}</strong>, with the scope <strong>${scope}</strong>.</p>
    <p><a href="${prefix}${next}">Go on</a></p>
    <form method="post" action="${prefix}/sign-out"><button class="second">Sign out</button></form>`;
}
