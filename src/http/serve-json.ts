import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import type { FastifyReply, FastifyRequest } from 'fastify';

/** Answers GET requests of a path with a document, which is made when it is first asked for. */
export function serveJson(app: NestFastifyApplication, path: string, make: () => object): void {
  let text: string | undefined;
  app.getHttpAdapter().get(path, (_request: FastifyRequest, reply: FastifyReply) => {
    text ??= JSON.stringify(make());
    void reply.header('content-type', 'application/json; charset=utf-8').send(text);
  });
}
