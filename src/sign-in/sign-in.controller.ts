import { Controller, Get, Post, Query, Req, Res } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { AccessControl } from '../http/access/access-control.ts';
import { ForOwnPages, NeedsScope, TakesForm } from '../http/access/needs-scope.ts';
import { identify } from '../http/access/principal.ts';
import { endedCookies, sessionCookie, sessionToken } from '../http/access/session-cookie.ts';
import { type Session, Sessions } from '../http/access/sessions.ts';
import { AuditLog } from '../http/audit/audit-log.ts';
import { type Fault, logFault } from '../http/problem.ts';
import { nextPath } from './next-path.ts';
import { ProviderSignIn } from './provider-sign-in.ts';
import { publicAddress, sendOnward, showSignIn } from './sign-in-answers.ts';

/** The pages on which people sign in and out, for browsers. */
@ApiExcludeController()
@Controller()
export class SignInController {
  constructor(
    private readonly access: AccessControl,
    private readonly sessions: Sessions,
    private readonly provider: ProviderSignIn,
    private readonly audit: AuditLog,
  ) {}

  @Get('sign-in')
  @NeedsScope('public')
  async page(@Query('next') next: unknown, @Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    if (await this.access.asksForKeys()) this.#show(request, reply, { next: nextPath(next) });
    else reply.redirect(nextPath(next), 303);
  }

  @Post('sign-in')
  @NeedsScope('public')
  @TakesForm()
  @ForOwnPages()
  async signIn(@Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    // JSON comes here too, and may be anything.
    const { key, next: asked } = (request.body ?? {}) as Readonly<Record<string, unknown>>;
    const next = nextPath(asked);
    const grant = await this.access.grantOfKey(typeof key === 'string' ? key.trim() : '');
    if ('fault' in grant) {
      this.#refuse(request, reply, { fault: grant.fault, next });
      return;
    }
    await this.#endSession(request);
    const token = await this.sessions.begin(grant);
    const { name, scope, id } = grant;
    identify(request.raw, { principal: { name, scope, id, kind: 'session' }, grant });
    void this.audit.recordRequest(request, { action: 'session.sign_in', subject: null, outcome: 'ok' });
    reply.header('set-cookie', sessionCookie(token, isHttps(request))).redirect(next, 303);
  }

  @Post('sign-out')
  @NeedsScope('public')
  @TakesForm()
  @ForOwnPages()
  async signOut(@Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    const session = await this.#endSession(request);
    void this.audit.recordRequest(request, { action: 'session.sign_out', subject: null, outcome: 'ok' });
    reply.header('set-cookie', endedCookies()).header('clear-site-data', '"cache"');
    const returnTo = `${publicAddress(request)}/sign-in`;
    const url = session === undefined ? null : await this.provider.endSessionUrl(session, returnTo);
    if (url === null) reply.redirect('/sign-in', 303);
    else sendOnward(reply, { title: 'Signing out of your organization', address: url.href });
  }

  #refuse(
    request: FastifyRequest,
    reply: FastifyReply,
    { fault, next }: { readonly fault: Fault; readonly next: string },
  ): void {
    const { status, code = 'refused', detail, headers = {} } = fault;
    const outcome = status >= 500 ? 'failed' : 'refused';
    void this.audit.recordRequest(request, { action: 'session.sign_in', subject: null, outcome, reason: code });
    logFault(reply, fault);
    this.#show(request, reply.status(status).headers(headers), { next, fault: detail });
  }

  async #endSession({ raw }: FastifyRequest): Promise<Session | undefined> {
    const token = sessionToken(raw);
    return token === undefined ? undefined : this.sessions.end(token);
  }

  #show(request: FastifyRequest, reply: FastifyReply, view: { readonly next: string; readonly fault?: string }): void {
    const { hasProvider } = this.provider;
    showSignIn(request, reply, { ...view, hasProvider, isKeyWrong: view.fault !== undefined });
  }
}

/** The browser says so itself by the `Origin` of a form, which was checked by then, also behind a proxy that says nothing. */
function isHttps({ protocol, headers: { origin } }: FastifyRequest): boolean {
  return protocol === 'https' || origin?.startsWith('https://') === true;
}
