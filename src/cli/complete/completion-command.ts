import { Argument, type Command } from 'commander';
import type { Completion } from './word-completion.ts';

const MORE_HELP = `
  bash  echo 'source <(assay completion bash)' >> ~/.bashrc
  zsh   echo 'source <(assay completion zsh)' >> ~/.zshrc      (after compinit)
  fish  echo 'assay completion fish | source' >> ~/.config/fish/config.fish`;

/** `assay completion`, and the hidden `assay __complete` that its scripts call. */
export function addCompletionCommands(program: Command): void {
  program
    .command('completion')
    .description('print a script that makes a shell complete the commands, options and names of Assay')
    .addArgument(new Argument('<shell>', 'the shell').choices(Object.keys(COMPLETION_SCRIPTS)))
    .addHelpText('after', MORE_HELP)
    .allowExcessArguments(false)
    .action((shell: Shell) => {
      process.stdout.write(COMPLETION_SCRIPTS[shell]);
    });
  program
    .command('__complete', { hidden: true })
    .argument('[words...]')
    .action(async (words: string[]) => {
      const { completeWords } = await import('./word-completion.ts');
      const { completedValues } = await import('./completed-values.ts');
      process.stdout.write(completionText(await completeWords(program, words, completedValues)));
    });
}

/** One candidate a line, its description after a tab; `:directories` or `:files` if the shell should complete paths. */
function completionText(completion: Completion): string {
  if (typeof completion === 'string') return `:${completion}\n`;
  return completion.map(({ word, description }) => `${word}${description === undefined ? '' : `\t${description}`}\n`).join('');
}

// Each script asks `assay __complete` how the words up to the cursor can be completed.

const BASH = `# bash completion for assay: put this into ~/.bashrc
#   source <(assay completion bash)
_assay() {
  local line=\${COMP_LINE:0:COMP_POINT} begun reply word
  local -a words
  # Split at blanks only: bash itself would split at : and = too.
  read -ra words <<< "$line"
  [[ $line == *[[:space:]] ]] && words+=("")
  begun=\${words[\${#words[@]} - 1]}
  COMPREPLY=()
  while IFS=$'\\t' read -r word _; do
    case $word in
      :directories | :files)
        local kind=\${word:1:1} path
        compopt -o filenames 2>/dev/null
        while read -r path; do COMPREPLY+=("$path"); done < <(compgen "-$kind" -- "\${begun##*=}")
        return
        ;;
      *: | *=) compopt -o nospace 2>/dev/null ;;
    esac
    # Bash replaces only what follows the last : or =.
    reply=$word
    if [[ $COMP_WORDBREAKS == *:* && $begun == *[:=]* ]]; then reply=\${word#"\${begun%"\${begun##*[:=]}"}"}; fi
    COMPREPLY+=("$reply")
  done < <("$1" __complete -- "\${words[@]:1}" 2>/dev/null)
}
complete -F _assay assay
`;

const ZSH = `#compdef assay
# zsh completion for assay: put this into ~/.zshrc, after compinit
#   source <(assay completion zsh)
_assay() {
  local line word
  local -a described open
  for line in "\${(@f)$("\${words[1]}" __complete -- "\${(@Q)words[2,CURRENT-1]}" "\${(Q)PREFIX}" 2>/dev/null)}"; do
    word=\${line%%$'\\t'*}
    case $word in
      "") ;;
      :directories) compset -P '--*='; _files -/; return ;;
      :files) compset -P '--*='; _files; return ;;
      *:) open+=("\${word//:/\\\\:}") ;;
      *) described+=("\${word//:/\\\\:}\${\${line#$word}/$'\\t'/:}") ;;
    esac
  done
  _describe -V assay described
  (( $#open )) && _describe -V assay open -S ''
}
compdef _assay assay
`;

const FISH = `# fish completion for assay: put this into ~/.config/fish/config.fish
#   assay completion fish | source
function __assay_complete
    set -l words (commandline -opc)
    set -l begun (commandline -ct)
    for line in ($words[1] __complete -- $words[2..] "$begun" 2>/dev/null)
        switch $line
            case ':directories*'
                __fish_complete_directories "$begun"
            case ':files*'
                __fish_complete_path "$begun"
            case '*'
                printf '%s\\n' $line
        end
    end
end
complete -c assay -f -a '(__assay_complete)'
`;

/** The script that each shell has to load to complete `assay`. */
const COMPLETION_SCRIPTS = { bash: BASH, zsh: ZSH, fish: FISH } as const;

type Shell = keyof typeof COMPLETION_SCRIPTS;
