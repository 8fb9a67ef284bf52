import { Module } from '@nestjs/common';
import type { Config } from '../../config/config.ts';
import { CONFIG } from '../../config/config.module.ts';
import { KEY_DOCUMENTS, type KeyDocuments } from '../../domain/key-documents.ts';
import { PASSES, type Passes } from '../../domain/passes.ts';
import { AccessControl } from './access-control.ts';
import { Grants } from './grants.ts';
import { areKeysInFile, keyFilePath, keyFiles } from './key-file.ts';
import { KeyRing } from './key-ring.ts';
import { KeyUses } from './key-uses.ts';
import { LiveConnections } from './live-connections.ts';
import { MemoryPasses } from './memory-passes.ts';
import { Sessions } from './sessions.ts';
import { Tickets } from './tickets.ts';

const OWN_KEY_DOCUMENTS = Symbol('OwnKeyDocuments');

/** The passes of whoever lets somebody in. */
export const ACCESS_PASSES = Symbol('AccessPasses');

/** Who gets in, for everything that asks: for all processes over one database, or else for this one. */
@Module({
  providers: [
    AccessControl,
    LiveConnections,
    {
      provide: OWN_KEY_DOCUMENTS,
      inject: [CONFIG, { token: KEY_DOCUMENTS, optional: true }],
      useFactory: (config: Config, shared?: KeyDocuments | null) =>
        areKeysInFile(config) ? keyFiles(keyFilePath(config)) : shared,
    },
    {
      provide: ACCESS_PASSES,
      inject: [{ token: PASSES, optional: true }],
      useFactory: (shared?: Passes | null) => shared ?? new MemoryPasses(),
    },
    {
      provide: KeyRing,
      inject: [CONFIG, OWN_KEY_DOCUMENTS],
      useFactory: (config: Config, { keys }: KeyDocuments) => KeyRing.open(config, keys),
    },
    { provide: KeyUses, inject: [OWN_KEY_DOCUMENTS], useFactory: ({ uses }: KeyDocuments) => new KeyUses(uses) },
    {
      provide: Sessions,
      inject: [ACCESS_PASSES, KeyRing],
      useFactory: (passes: Passes, keys: KeyRing) => new Sessions(passes, keys),
    },
    {
      provide: Grants,
      inject: [KeyRing, Sessions],
      useFactory: (keys: KeyRing, sessions: Sessions) => new Grants(keys, sessions),
    },
    {
      provide: Tickets,
      inject: [ACCESS_PASSES, Grants],
      useFactory: (passes: Passes, grants: Grants) => new Tickets(passes, grants),
    },
  ],
  exports: [AccessControl, LiveConnections, Sessions, Tickets, ACCESS_PASSES],
})
export class AccessModule {}
