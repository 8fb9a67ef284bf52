import type { FastifyReply, FastifyRequest } from 'fastify';
import { prefixOf } from '../http/proxies.ts';
import { onwardPage, SIGN_IN_POLICY, signInPage, type SignInView } from './sign-in-page.ts';

/** Answers with the page on which a person signs in, or out. */
export function showSignIn(request: FastifyRequest, reply: FastifyReply, view: Omit<SignInView, 'prefix' | 'principal'>): void {
  sendPage(reply, signInPage({ ...view, prefix: prefixOf(request.raw), principal: request.principal }));
}

/** Answers with a page that goes on by itself, to an address that a browser can use as it is. */
export function sendOnward(reply: FastifyReply, page: Parameters<typeof onwardPage>[0]): void {
  sendPage(reply.status(200), onwardPage(page));
}

/** The address of this server as the browser has it, without a slash at its end. */
export function publicAddress(request: FastifyRequest): string {
  return `${request.protocol}://${request.host}${prefixOf(request.raw)}`;
}

function sendPage(reply: FastifyReply, page: string): void {
  reply
    .headers({
      'content-security-policy': SIGN_IN_POLICY,
      'content-type': 'text/html; charset=utf-8',
      // With none at all, browsers would send the form with "Origin: null"; with more, the code in an address would be sent on.
      'referrer-policy': 'strict-origin',
    })
    .send(page);
}
