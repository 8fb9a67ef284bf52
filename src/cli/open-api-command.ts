import { writeFile } from 'node:fs/promises';
import type { Command } from 'commander';

/** `assay openapi`. */
export function addOpenApiCommand(program: Command): void {
  program
    .command('openapi')
    .description('write the OpenAPI document of the server')
    .argument('[file]', 'where to; standard output without it')
    .action(async (file: string | undefined) => {
      const { createApp, openApi } = await import('../app.ts');
      const app = await createApp({ logLevel: 'silent' });
      const text = `${JSON.stringify(openApi(app), null, 2)}\n`;
      await (file === undefined ? process.stdout.write(text) : writeFile(file, text));
      await app.close();
    });
}
