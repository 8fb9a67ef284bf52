import { Controller, HttpCode, Post, Req } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiProperty, ApiTags } from '@nestjs/swagger';
import type { FastifyRequest } from 'fastify';
import { NeedsScope } from '../http/access/needs-scope.ts';
import { type Grant, grantOf } from '../http/access/principal.ts';
import { TICKET_SECONDS, Tickets } from '../http/access/tickets.ts';
import { ProblemResponses } from '../http/problem-responses.ts';

export class TicketDto {
  @ApiProperty({
    description: 'For the query parameter `ticket` of an event stream or of `/ws`.',
    example: 'assay_5vH1m0yq0uG6bq1fH1aGxg1Q2Jr3o7s9e0yYkX3cPzM',
  })
  readonly ticket!: string;

  @ApiProperty({ description: 'Seconds in which it must be used.', type: 'integer', minimum: 1, example: TICKET_SECONDS })
  readonly expires_in!: number;
}

/** The right of everybody where nobody is asked for a key. */
const EVERYBODY: Grant = { name: 'local', scope: 'admin', id: 'local', basis: { kind: 'none' } };

@ApiTags('service')
@Controller('api/tickets')
export class TicketsController {
  constructor(private readonly tickets: Tickets) {}

  @Post()
  @NeedsScope('read')
  @HttpCode(200)
  @ApiOperation({
    operationId: 'createTicket',
    summary: 'Get a ticket for an event stream or a WebSocket',
    description:
      'For clients that can’t send headers, such as `EventSource` and `WebSocket` in a browser. `?ticket=` opens one connection within a minute. ' +
      'The same event stream may be opened with it again only with a `Last-Event-ID`, as `EventSource` does after a lost connection, while the key is ' +
      'valid that the ticket was got with. A restart of the server ends all tickets, but where several share a database: there they hold at every server.',
  })
  @ApiOkResponse({ type: TicketDto, description: 'The ticket, with the scope `read` at most of its key.' })
  @ProblemResponses(503)
  async create(@Req() { raw }: FastifyRequest): Promise<TicketDto> {
    return { ticket: await this.tickets.issue(grantOf(raw) ?? EVERYBODY), expires_in: TICKET_SECONDS };
  }
}
