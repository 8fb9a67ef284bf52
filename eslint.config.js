import js from '@eslint/js';
import { defineConfig, globalIgnores } from 'eslint/config';
import tseslint from 'typescript-eslint';
import { helpersAfterCallers } from './scripts/lint/helpers-after-callers.js';

const ENVIRONMENT = 'The environment is read once, in src/config/: take what you need from its Config.';

export default defineConfig(
  globalIgnores(['dist/', 'coverage/', 'samples/jobs/', 'test/fixtures/', 'src/client/api-schema.ts']),
  { linterOptions: { reportUnusedDisableDirectives: 'error' } },
  js.configs.recommended,
  {
    plugins: { assay: { rules: { 'helpers-after-callers': helpersAfterCallers } } },
    rules: {
      // One handwriting: no braces around a single line, helpers below what calls them.
      curly: ['error', 'multi-or-nest', 'consistent'],
      'assay/helpers-after-callers': 'error',
      eqeqeq: 'error',
      'no-console': 'error',
      'no-restricted-properties': ['error', { object: 'process', property: 'env', message: ENVIRONMENT }],
      'no-restricted-syntax': [
        'error',
        {
          selector: "ImportDeclaration[source.value=/^(node:)?process$/] ImportSpecifier[imported.name='env']",
          message: ENVIRONMENT,
        },
        {
          selector: 'ClassDeclaration[superClass.name=/Error$/]:not([id.name=/Error$/])',
          message: 'The name of an error ends in Error.',
        },
      ],
      'prefer-const': 'error',
    },
  },
  {
    files: ['**/*.ts'],
    extends: [tseslint.configs.strictTypeChecked],
    languageOptions: { parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname } },
    rules: {
      // Asked for by name, whatever the preset does.
      '@typescript-eslint/no-explicit-any': 'error',
      '@typescript-eslint/no-floating-promises': 'error',
      '@typescript-eslint/no-misused-promises': 'error',
      '@typescript-eslint/switch-exhaustiveness-check': 'error',
      // Skips files with decorators by itself: a class that Nest injects must stay a value.
      '@typescript-eslint/consistent-type-imports': ['error', { fixStyle: 'separate-type-imports' }],
      '@typescript-eslint/no-import-type-side-effects': 'error',
      '@typescript-eslint/consistent-type-exports': 'error',

      // A Nest module is a class with nothing in it.
      '@typescript-eslint/no-extraneous-class': ['error', { allowWithDecorator: true }],
      '@typescript-eslint/restrict-template-expressions': ['error', { allowNumber: true }],
      // `() => emitter.emit(x)` and `return visit(node)` read well where nothing is what comes back.
      '@typescript-eslint/no-confusing-void-expression': [
        'error',
        { ignoreArrowShorthand: true, ignoreVoidReturningFunctions: true },
      ],
      // By code points is what is meant where a string is spread.
      '@typescript-eslint/no-misused-spread': ['error', { allow: ['string'] }],
      // The compiler (noUnusedLocals) says it, and takes `this.#timer ??= …` for a use.
      'no-unused-private-class-members': 'off',
      // What has the shape of a DTO is one: its class is there for the decorators.
      '@typescript-eslint/no-unsafe-class-instance-assignment': 'off',
      // A port may be asynchronous where one adapter is not.
      '@typescript-eslint/require-await': 'off',
      '@typescript-eslint/no-unused-vars': [
        'error',
        { argsIgnorePattern: '^_', varsIgnorePattern: '^_', ignoreRestSiblings: true },
      ],
    },
  },
  {
    files: ['src/config/**/*.ts'],
    rules: { 'no-restricted-properties': 'off', 'no-restricted-syntax': 'off' },
  },
  {
    // Loops over typed arrays stay inside them by construction; a check at every index would cost what the arrays save.
    files: ['src/statistics/**/*.ts'],
    rules: { '@typescript-eslint/no-non-null-assertion': 'off' },
  },
  {
    // What people start by hand talks to the terminal.
    files: ['bench/**', 'scripts/**', 'src/cli/**', 'src/demo/**', 'src/main.ts', '*.js'],
    rules: { 'no-console': 'off' },
  },
  {
    // They start other processes, and write to the environment what these shall read.
    files: ['bench/**', 'scripts/**', 'test/**', '**/*.spec.ts', '**/*.e2e-spec.ts'],
    rules: { 'no-restricted-properties': 'off', 'no-restricted-syntax': 'off' },
  },
  {
    files: ['test/**', '**/*.spec.ts', '**/*.e2e-spec.ts', '**/*.fixture.ts'],
    rules: { '@typescript-eslint/unbound-method': 'off' },
  },
);
