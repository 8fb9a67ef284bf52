import { Controller, Get, Query, Req, Res } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { ForOwnPages, NeedsScope } from '../http/access/needs-scope.ts';
import { identify } from '../http/access/principal.ts';
import { sessionCookie, sessionToken } from '../http/access/session-cookie.ts';
import { Sessions } from '../http/access/sessions.ts';
import { AuditLog } from '../http/audit/audit-log.ts';
import { attemptCookie, attemptSecret, endedAttemptCookie } from './attempt-cookie.ts';
import { nextPath } from './next-path.ts';
import { ProviderSignIn } from './provider-sign-in.ts';
import { publicAddress, sendOnward, showSignIn } from './sign-in-answers.ts';
import type { SignInFailure } from './sign-in-failure.ts';

/** Signing in by a provider of OpenID Connect: to its page, and back. */
@ApiExcludeController()
@Controller('sign-in')
export class ProviderController {
  constructor(
    private readonly provider: ProviderSignIn,
    private readonly sessions: Sessions,
    private readonly audit: AuditLog,
  ) {}

  @Get('oidc')
  @NeedsScope('public')
  @ForOwnPages()
  async leave(
    @Query('next') asked: unknown,
    @Query('prompt') prompt: unknown,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const next = nextPath(asked);
    const redirectUri = `${publicAddress(request)}/sign-in/callback`;
    const begun = await this.provider.begin({ redirectUri, next }, { asksAgain: prompt === 'login' });
    if ('status' in begun) {
      this.#refuse(request, reply, begun, next);
      return;
    }
    reply.header('set-cookie', attemptCookie(begun.browserSecret, isSecure(request))).redirect(begun.url.href, 303);
  }

  @Get('callback')
  @NeedsScope('public')
  async comeBack(@Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    const [, query = ''] = /\?(.*)$/s.exec(request.url) ?? [];
    const signedIn = await this.provider.finish(query, attemptSecret(request.raw));
    if ('status' in signedIn) {
      this.#refuse(request, reply, signedIn, '/');
      return;
    }
    const { grant, idToken, next } = signedIn;
    const { name, scope, id } = grant;
    const old = sessionToken(request.raw);
    if (old !== undefined) await this.sessions.end(old);
    const token = await this.sessions.begin(grant, { idToken });
    identify(request.raw, { principal: { name, scope, id, kind: 'session' }, grant });
    void this.audit.recordRequest(request, { action: 'session.sign_in', subject: null, outcome: 'ok', reason: 'provider' });
    const secure = isSecure(request);
    reply.header('set-cookie', [sessionCookie(token, secure), endedAttemptCookie(secure)]);
    sendOnward(reply, { title: 'You are signed in', address: publicAddress(request) + next });
  }

  #refuse(request: FastifyRequest, reply: FastifyReply, failure: SignInFailure, next: string): void {
    const { status, code, detail } = failure;
    const outcome = status >= 500 ? 'failed' : 'refused';
    if (status !== 404)
      void this.audit.recordRequest(request, { action: 'session.sign_in', subject: null, outcome, reason: code });
    const { hasProvider } = this.provider;
    showSignIn(request, reply.status(status), { next, fault: detail, hasProvider, asksAgain: code === 'no_group' });
  }
}

function isSecure({ protocol }: FastifyRequest): boolean {
  return protocol === 'https';
}
