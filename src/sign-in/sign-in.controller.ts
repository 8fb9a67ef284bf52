import { Controller, Get, Post, Query, Req, Res } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { AccessControl } from '../http/access/access-control.ts';
import { NeedsScope, TakesForm } from '../http/access/needs-scope.ts';
import { identify } from '../http/access/principal.ts';
import { endedCookies, sessionCookie, sessionToken } from '../http/access/session-cookie.ts';
import { Sessions } from '../http/access/sessions.ts';
import { AuditLog } from '../http/audit/audit-log.ts';
import { prefixOf } from '../http/proxies.ts';
import { nextPath } from './next-path.ts';
import { SIGN_IN_POLICY, signInPage, type SignInView } from './sign-in-page.ts';

/** The pages on which people sign in and out, for browsers. */
@ApiExcludeController()
@Controller()
export class SignInController {
  constructor(
    private readonly access: AccessControl,
    private readonly sessions: Sessions,
    private readonly audit: AuditLog,
  ) {}

  @Get('sign-in')
  @NeedsScope('public')
  page(@Query('next') next: unknown, @Req() request: FastifyRequest, @Res() reply: FastifyReply): void {
    if (this.access.asksForKeys) show(request, reply, { next: nextPath(next) });
    else reply.redirect(nextPath(next), 303);
  }

  @Post('sign-in')
  @NeedsScope('public')
  @TakesForm()
  signIn(@Req() request: FastifyRequest, @Res() reply: FastifyReply): void {
    const { key = '', next: asked } = (request.body ?? {}) as Readonly<Record<string, string | undefined>>;
    const next = nextPath(asked);
    const grant = this.access.grantOfKey(key.trim());
    if ('fault' in grant) {
      const { code = 'refused' } = grant.fault;
      void this.audit.recordRequest(request, { action: 'session.sign_in', subject: null, outcome: 'refused', reason: code });
      show(request, reply.status(grant.fault.status), { next, fault: grant.fault.detail });
      return;
    }
    this.#endSession(request);
    const { name, scope, id } = grant;
    identify(request.raw, { principal: { name, scope, id, kind: 'session' }, grant });
    void this.audit.recordRequest(request, { action: 'session.sign_in', subject: null, outcome: 'ok' });
    reply.header('set-cookie', sessionCookie(this.sessions.begin(grant), isHttps(request))).redirect(next, 303);
  }

  @Post('sign-out')
  @NeedsScope('public')
  @TakesForm()
  signOut(@Req() request: FastifyRequest, @Res() reply: FastifyReply): void {
    this.#endSession(request);
    void this.audit.recordRequest(request, { action: 'session.sign_out', subject: null, outcome: 'ok' });
    reply.header('set-cookie', endedCookies()).header('clear-site-data', '"cache"').redirect('/sign-in', 303);
  }

  #endSession({ raw }: FastifyRequest): void {
    const token = sessionToken(raw);
    if (token !== undefined) this.sessions.end(token);
  }
}

function show(request: FastifyRequest, reply: FastifyReply, view: Pick<SignInView, 'next' | 'fault'>): void {
  reply
    .headers({
      'content-security-policy': SIGN_IN_POLICY,
      'content-type': 'text/html; charset=utf-8',
      // With none at all, browsers would send the form with "Origin: null".
      'referrer-policy': 'same-origin',
    })
    .send(signInPage({ ...view, prefix: prefixOf(request.raw), principal: request.principal, hasProvider: false }));
}

/** The browser says so itself by the `Origin` of a form, which was checked by then, also behind a proxy that says nothing. */
function isHttps({ protocol, headers: { origin } }: FastifyRequest): boolean {
  return protocol === 'https' || origin?.startsWith('https://') === true;
}
