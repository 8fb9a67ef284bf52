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
