import type { Command } from 'commander';
import { LOG_LEVELS, ROLES } from '../config/config.ts';
import { closestName } from '../config/parse-config.ts';
import { SETTINGS } from '../config/settings.ts';
import type { ServeOptions } from './serve.ts';

const MORE_HELP = `
Every setting also has a variable, and a flag overrides it:
  --host ASSAY_HOST, --port ASSAY_PORT, --projects-root ASSAY_PROJECTS_ROOT, --storage ASSAY_STORAGE,
  --role ASSAY_ROLE, --static-dir ASSAY_STATIC_DIR, --log-level ASSAY_LOG_LEVEL, --no-auth ASSAY_NO_AUTH=true; .env.example lists all of them.

Exit codes: 0 stopped by a signal, 1 could not start, 2 wrong options or configuration.`;

/** `assay serve`, which `assay` alone runs too, and `assay worker`. */
export function addServeCommand(program: Command): void {
  const serve = program.command('serve', { isDefault: true }).description('start the server');
  withServerOptions(serve)
    .option(
      '--role <role>',
      `what it does of what several processes share: ${ROLES.join(', ')} (default ${SETTINGS.role.fallback()})`,
    )
    .action((options: ServeOptions) => start(options));
  withServerOptions(
    program.command('worker').description('run jobs for the servers over the same database (serve --role worker)'),
  ).action((options: ServeOptions) => start({ ...options, role: 'worker' }));
  program.hook('preSubcommand', () => refuseUnknownCommand(program));
}

function withServerOptions(command: Command): Command {
  return command
    .option('--host <name>', `address to listen on (default ${SETTINGS.host.fallback()})`)
    .option('--port <number>', `port to listen on, 0 for a free one (default ${SETTINGS.port.fallback()})`)
    .option('--projects-root <dir>', 'folder of the projects (default: the samples that come with Assay)')
    .option('--storage <dir>', 'folder of imported runs, made on first use (default .assay/storage)')
    .option('--static-dir <dir>', 'single-page app to serve at / in place of the one that comes with Assay')
    .option('--log-level <level>', `one of ${LOG_LEVELS.join(', ')} (default ${SETTINGS.logLevel.fallback()})`)
    .option('--no-auth', 'ask nobody for a key: everybody who reaches the port may do everything')
    .option('--reload', 'restart when the code of the server changes; projects are loaded anew for every job anyway')
    .addHelpText('after', MORE_HELP)
    .allowExcessArguments(false);
}

async function start(options: ServeOptions): Promise<void> {
  const { serve } = await import('./serve.ts');
  await serve(options);
}

/** `serve` runs when no command is named, so it would also get the words and the options of commands that do not exist. */
function refuseUnknownCommand(program: Command): void {
  const [named = ''] = program.args;
  const names = program.commands.map((command) => command.name());
  if (named === '' || named.startsWith('-') || named === 'help' || names.includes(named)) return;
  const closest = closestName(named, names);
  program.error(`error: unknown command '${named}'${closest === undefined ? '' : `; did you mean ${closest}?`}`);
}
