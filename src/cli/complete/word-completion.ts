import type { Argument, Command, Option } from 'commander';

/** One way to complete a word. */
export interface Candidate {
  readonly word: string;
  readonly description?: string;
}

/** How a word can be completed: with one of these, or as a path by the shell itself. */
export type Completion = readonly Candidate[] | 'directories' | 'files';

/** Completes the value of an option or an argument of a command, knowing the values of those before it. */
export type ValueCompleter = (
  what: Option | Argument,
  begun: string,
  given: ReadonlyMap<string, string>,
  command: string,
) => Completion | Promise<Completion>;

/**
 * How the last of the words, which may be empty, can be completed, given the program's commands and options. `words` do not
 * include the program's own name.
 */
export async function completeWords(program: Command, words: readonly string[], values: ValueCompleter): Promise<Completion> {
  const begun = words.at(-1) ?? '';
  const state = new CommandLine(program);
  for (const word of words.slice(0, -1)) state.take(word);
  const { command, awaiting, given } = state;
  if (awaiting !== undefined) return matching(await values(awaiting, begun, given, command.name()), begun);
  const [, flag = '', name = '', value = ''] = /^((--[^=]+)=)(.*)$/s.exec(begun) ?? [];
  const option = optionNamed(command, name);
  if (option !== undefined) return prefixed(flag, matching(await values(option, value, given, command.name()), value));
  if (begun.startsWith('-') && !state.onlyArguments) return matching(options(command, state.used), begun);
  const argument =
    command.registeredArguments[state.argumentCount] ?? command.registeredArguments.find(({ variadic }) => variadic);
  const named = argument === undefined ? [] : await values(argument, begun, given, command.name());
  if (typeof named === 'string') return named;
  return matching(state.argumentCount === 0 ? [...commands(command), ...named] : named, begun);
}

/** The meaning of the words before the last. */
class CommandLine {
  command: Command;
  /** The option whose value is next. */
  awaiting: Option | undefined;
  onlyArguments = false;
  argumentCount = 0;
  readonly used = new Set<Option>();
  /** The values of options by attribute name (a repeated one's last), and of arguments by name. */
  readonly given = new Map<string, string>();

  constructor(program: Command) {
    this.command = program;
  }

  take(word: string): void {
    if (this.awaiting !== undefined) {
      this.given.set(this.awaiting.attributeName(), word);
      this.awaiting = undefined;
    } else if (this.onlyArguments || !word.startsWith('-')) {
      this.#takeArgument(word);
    } else if (word === '--') {
      this.onlyArguments = true;
    } else {
      this.#takeOption(word);
    }
  }

  #takeArgument(word: string): void {
    const next = this.command.commands.find((command) => command.name() === word);
    if (next !== undefined) {
      this.command = next;
      return;
    }
    const argument = this.command.registeredArguments[this.argumentCount];
    if (argument !== undefined) this.given.set(argument.name(), word);
    this.argumentCount += 1;
  }

  #takeOption(word: string): void {
    const [name = '', ...value] = word.split('=');
    const option = optionNamed(this.command, name);
    if (option === undefined) return;
    this.used.add(option);
    if (value.length > 0) this.given.set(option.attributeName(), value.join('='));
    else if (option.required) this.awaiting = option;
  }
}

function optionNamed(command: Command, name: string): Option | undefined {
  return command.options.find(({ short, long }) => short === name || long === name);
}

function isHidden(command: Command): boolean {
  return command.name().startsWith('_');
}

function commands(command: Command): Candidate[] {
  return command.commands.filter((sub) => !isHidden(sub)).map((sub) => ({ word: sub.name(), description: sub.description() }));
}

/** The options that are not there yet, or may be repeated. */
function options(command: Command, used: ReadonlySet<Option>): Candidate[] {
  const left = command.options.filter((option) => !used.has(option) || option.attributeName() === 'metric');
  return left.map((option) => ({ word: option.long ?? option.flags, description: option.description }));
}

function matching(completion: Completion, begun: string): Completion {
  return typeof completion === 'string' ? completion : completion.filter(({ word }) => word.startsWith(begun));
}

function prefixed(prefix: string, completion: Completion): Completion {
  if (typeof completion === 'string') return completion;
  return completion.map((candidate) => ({ ...candidate, word: `${prefix}${candidate.word}` }));
}
