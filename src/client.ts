// What programs import as 'assay/client': small, and at home in a browser.

export { ApiError } from './client/api-error.ts';
export { assayClient } from './client/assay-client.ts';
export { comparisonStates, jobEvents } from './client/followed-streams.ts';
export { RunSocket } from './client/run-socket.ts';

export type { components, operations, paths } from './client/api-schema.ts';
export type { AssayClient, ClientOptions } from './client/assay-client.ts';
export type { StreamOptions } from './client/followed-streams.ts';
export type { ClientMessage, RunSocketOptions, ServerMessage } from './client/run-socket.ts';
