import { readFileSync, writeFileSync } from 'node:fs';
import { pythonClient } from './python-client/python-client.ts';
import type { Document } from './python-client/schema.ts';

// `npm run client:python`: writes clients/python/assay_client.py by openapi.json.

const repository = new URL('../', import.meta.url);
const document = JSON.parse(readFileSync(new URL('openapi.json', repository), 'utf8')) as Document;
writeFileSync(new URL('clients/python/assay_client.py', repository), pythonClient(document));
