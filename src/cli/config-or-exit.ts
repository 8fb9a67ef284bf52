import { environment, type Config } from '../config/config.ts';
import { ConfigError, parseConfig, type Overrides } from '../config/parse-config.ts';

/**
 * The configuration from flags and environment, after a line on standard error for each variable that looks like a setting and
 * is not one. A configuration that can't be used ends the process with 2, and says everything that is wrong with it.
 */
export function configOrExit(flags: Overrides, warn: (text: string) => void = console.error): Config {
  try {
    const { config, warnings } = parseConfig(environment, flags);
    for (const warning of warnings) warn(`Warning: ${warning}`);
    return config;
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    for (const warning of error.warnings) console.error(`Warning: ${warning}`);
    console.error(error.message);
    process.exit(2);
  }
}

/**
 * The same for a command that works with the folders of this machine itself. Where servers keep their jobs in a database, it would look in the wrong
 * place: that ends the process with 2, too.
 */
export function localConfigOrExit(flags: Overrides): Config {
  const config = configOrExit(flags);
  if (config.databaseUrl === null) return config;
  console.error(
    'error: ASSAY_DATABASE_URL is set, so jobs and runs are in a database: ask a server over it with --server URL, ' +
      'or unset the variable to work with the folders of this machine',
  );
  process.exit(2);
}
