/** Characters of a message that are looked at. */
const READ = 2_000;

/** Characters of a shape. */
const MAX_SHAPE = 200;

/**
 * A message without what differs from one occurrence to the next: numbers, quoted texts, JSON, URLs, paths, ids and times are masked, while the
 * status of an HTTP response and the file of a source position stay. One line of at most 200 characters. Its time is linear in the length of the
 * message, whatever a model wrote into it.
 *
 * @example messageShape('line 3: "Sure!" is no JSON') // 'line N: "…" is no JSON'
 */
export function messageShape(message: string): string {
  const read = withoutStack(message.slice(0, READ)).toWellFormed();
  const shape = withoutRepetition(withoutTokens(withoutFragments(read)).replaceAll(/\s+/g, ' ').trim());
  return shape.length <= MAX_SHAPE ? shape : `${shape.slice(0, MAX_SHAPE - 1).toWellFormed()}…`;
}

function withoutStack(message: string): string {
  const stack = message.search(/\n\s+at \S/);
  return stack < 0 ? message : message.slice(0, stack);
}

/** A quoted text, which a cut may have left open, or the bracket that may open JSON. */
const FRAGMENT = new RegExp(
  [
    String.raw`"(?:[^"\\]|\\[^])*(?:"|\\?$)`,
    String.raw`“[^”]*(?:”|$)`,
    String.raw`«[^»]*(?:»|$)`,
    '`[^`]*`',
    String.raw`(?<![\p{L}\p{N}])'(?:[^'\\]|\\[^]|(?<=\p{L})'(?=\p{L}))*'(?![\p{L}\p{N}])`,
    String.raw`\{+|\[`,
  ].join('|'),
  'gu',
);

/** What the engine says of a missing value: the name of the property is code. */
const PROPERTY = /\((?:reading|setting) $/;

function withoutFragments(text: string): string {
  const parts: string[] = [];
  const fragments = new RegExp(FRAGMENT);
  let at = 0;
  for (let found = fragments.exec(text); found !== null; found = fragments.exec(text)) {
    const [fragment] = found;
    const { mask, end } = masked(text, fragment, found.index);
    parts.push(text.slice(at, found.index), mask);
    at = end;
    fragments.lastIndex = end;
  }
  return parts.join('') + text.slice(at);
}

function masked(text: string, fragment: string, index: number): { readonly mask: string; readonly end: number } {
  const end = index + fragment.length;
  const [open = ''] = fragment;
  // Two braces are of a template.
  if (fragment.length > 1 && open === '{') return { mask: fragment, end };
  if (open === '{' || open === '[') return maskedJson(text, index);
  if (open === "'" && PROPERTY.test(text.slice(Math.max(0, index - 10), index))) return { mask: fragment, end };
  const close = { '“': '”', '«': '»' }[open] ?? open;
  return { mask: `${open}…${close}`, end };
}

/** Up to the bracket that closes it, or to the end of a message that was cut. An index such as `[3]`, or a word in brackets, is no JSON. */
function maskedJson(text: string, index: number): { readonly mask: string; readonly end: number } {
  let depth = 0;
  let end = index;
  do {
    const character = text[end];
    if (character === '{' || character === '[') depth += 1;
    if (character === '}' || character === ']') depth -= 1;
    end += 1;
  } while (depth > 0 && end < text.length);
  if (text[index] === '{') return { mask: '{…}', end };
  return /[,"'{]/.test(text.slice(index, end)) ? { mask: '[…]', end } : { mask: '[', end: index + 1 };
}

const STATUS_AFTER = String.raw`^|failed: |attempts?: |status:? |status code:? |code[:=] ?|code |http |http/\d |http/\d\.\d |error |error: `;

/** Tokens that are masked; each begins where no other token can go on, so that a long text is read once. */
const TOKEN = new RegExp(
  [
    String.raw`(?<![\w/.:@~%+-])(?:file://)?(?:[\w.@~%+-]*/)*(?<file>[\w.@+-]+\.[a-z]{1,5})(?::\d+){1,2}(?!\d)`,
    String.raw`(?<url>(?<![a-z\d+.-])[a-z][a-z\d+.-]{1,20}://[^\s"'<>()]+)`,
    String.raw`(?<time>(?<![\d-])\d{4}-\d\d-\d\d(?:[t ]\d\d:\d\d(?::\d\d(?:\.\d+)?)?(?:z|[+-]\d\d:?\d\d)?)?(?!\d)|(?<![\d:])\d\d?:\d\d:\d\d(?:\.\d+)?(?![\d:])|(?<![\w.])(?:\d+(?:\.\d+)?(?:h|m|s|ms|µs|us))+(?!\w))`,
    String.raw`(?<id>(?<![\w-])(?:[\da-f]{8}(?:-[\da-f]{4}){3}-[\da-f]{12}|0x[\da-f]+|[a-z]{2,12}[_-](?=[a-z]*\d)[a-z\d]{6,}|(?=[a-z]*\d)(?=\d*[a-z])[a-z\d]{8,})(?![\w-]))`,
    String.raw`(?<path>(?<![\w.:/-])(?:(?:~|\.{1,2})?(?:/[\w.@%+~=-]+)+/?|[a-z]:\\[^\s"'<>|]+|(?:[\w.-]+/)+[\w-]+\.[a-z]\w{0,5}(?!\w)))`,
    String.raw`(?<status>(?<=${STATUS_AFTER})[45]\d\d(?![\d.,]?\d))`,
    String.raw`(?:(?<!\w)[-−+])?\d+(?:[.,_]\d+)*(?:e[+-]?\d+)?`,
  ].join('|'),
  'giu',
);

interface TokenGroups {
  readonly file?: string;
  readonly url?: string;
  readonly time?: string;
  readonly id?: string;
  readonly path?: string;
  readonly status?: string;
}

function withoutTokens(text: string): string {
  return text.replaceAll(TOKEN, (token: string, ...rest: unknown[]) => tokenMask(token, rest.at(-1) as TokenGroups));
}

function tokenMask(token: string, { file, url, time, id, path, status }: TokenGroups): string {
  if (file !== undefined) return file.replaceAll(/\d+/g, 'N');
  if (url !== undefined) return /[.,;:!?]$/.test(token) ? `URL${token.slice(-1)}` : 'URL';
  if (time !== undefined) return 'TIME';
  if (id !== undefined) return 'ID';
  if (path !== undefined) return token.endsWith('.') ? 'PATH.' : 'PATH';
  return status ?? 'N';
}

/** A list of masks is one mask, however many they are. */
function withoutRepetition(text: string): string {
  return text.replaceAll(/("…"|'…'|`…`|“…”|«…»|\{…\}|\[…\]|\bN\b|\bID\b)(?:(?:, and |, or |,? |; ?|,| and | or )\1)+/g, '$1');
}
