import { mkdir, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { temporaryRoot } from '../../../test/fixtures/temporary-root.ts';
import { findProjectFiles } from '../project-files.ts';
import { withoutOutwardFiles } from './outward-files.ts';

describe('withoutOutwardFiles', () => {
  it('leaves out links that lead out of the project, but for those into allowed paths', async () => {
    const root = await temporaryRoot('syntax_error');
    try {
      const project = join(root.path, 'shown');
      await mkdir(join(project, 'prompts'), { recursive: true });
      await mkdir(join(root.path, 'allowed'));
      await writeFile(join(root.path, 'allowed', 'a.jinja'), 'a');
      await writeFile(join(root.path, 'secret.jinja'), 'b');
      await writeFile(join(project, 'prompts', 'own.jinja'), 'c');
      await symlink(join(root.path, 'allowed', 'a.jinja'), join(project, 'prompts', 'allowed.jinja'));
      await symlink(join(root.path, 'secret.jinja'), join(project, 'prompts', 'secret.jinja'));
      const found = await findProjectFiles({ projectsRoot: root.path, builtIns: [] }, 'shown');

      const files = await withoutOutwardFiles(found, [join(root.path, 'allowed')]);

      expect([...files.prompts.keys()].sort()).toEqual(['allowed', 'own']);
      expect(files.ignored).toMatchObject([
        { file: 'prompts/secret.jinja', reason: expect.stringMatching(/ASSAY_SANDBOX/) as unknown },
      ]);
    } finally {
      await root.remove();
    }
  });
});
