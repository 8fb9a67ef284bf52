import { Module } from '@nestjs/common';
import { AccessControl } from './access-control.ts';
import { LiveConnections } from './live-connections.ts';
import { Sessions } from './sessions.ts';
import { Tickets } from './tickets.ts';

/** Who gets in, for everything that asks. */
@Module({
  providers: [
    AccessControl,
    LiveConnections,
    { provide: Sessions, useFactory: () => new Sessions() },
    { provide: Tickets, useFactory: () => new Tickets() },
  ],
  exports: [AccessControl, LiveConnections, Sessions, Tickets],
})
export class AccessModule {}
