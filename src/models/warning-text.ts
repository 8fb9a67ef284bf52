import type { SharedV4Warning } from '@ai-sdk/provider';

/** A warning of the AI SDK as a sentence. */
export function warningText(warning: SharedV4Warning): string {
  switch (warning.type) {
    case 'unsupported':
      return withDetails(`'${warning.feature}' is not supported and was left out`, warning.details);
    case 'compatibility':
      return withDetails(`'${warning.feature}' works only in a compatibility mode`, warning.details);
    case 'deprecated':
      return withDetails(`'${warning.setting}' is deprecated`, warning.message);
    case 'other':
      return warning.message;
  }
}

function withDetails(text: string, details: string | undefined): string {
  return details === undefined ? text : `${text}: ${details}`;
}
