import js from '@eslint/js';
import { defineConfig, globalIgnores } from 'eslint/config';
import reactHooks from 'eslint-plugin-react-hooks';
import tseslint from 'typescript-eslint';
import { helpersAfterCallers } from './scripts/lint/helpers-after-callers.js';

const ENVIRONMENT = 'The environment is read once, in src/config/: take what you need from its Config.';

const ERROR_NAME = {
  selector: 'ClassDeclaration[superClass.name=/Error$/]:not([id.name=/Error$/])',
  message: 'The name of an error ends in Error.',
};

export default defineConfig(
  globalIgnores(['dist/', 'coverage/', 'samples/jobs/', 'test/fixtures/', 'src/client/api-schema.ts']),
  { linterOptions: { reportUnusedDisableDirectives: 'error' } },
  js.configs.recommended,
  {
    plugins: { assay: { rules: { 'helpers-after-callers': helpersAfterCallers } } },
    rules: {
      // One style: no braces around a single line, helpers below their callers.
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
        ERROR_NAME,
      ],
      'prefer-const': 'error',
    },
  },
  {
    files: ['**/*.ts', '**/*.tsx'],
    extends: [tseslint.configs.strictTypeChecked],
    languageOptions: { parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname } },
    rules: {
      // Required by name, so that they stay when the preset changes.
      '@typescript-eslint/no-explicit-any': 'error',
      '@typescript-eslint/no-floating-promises': 'error',
      '@typescript-eslint/no-misused-promises': 'error',
      '@typescript-eslint/switch-exhaustiveness-check': 'error',
      // Skips files with decorators: a class that Nest injects must stay a value import.
      '@typescript-eslint/consistent-type-imports': ['error', { fixStyle: 'separate-type-imports' }],
      '@typescript-eslint/no-import-type-side-effects': 'error',
      '@typescript-eslint/consistent-type-exports': 'error',

      // A Nest module is an empty class.
      '@typescript-eslint/no-extraneous-class': ['error', { allowWithDecorator: true }],
      '@typescript-eslint/restrict-template-expressions': ['error', { allowNumber: true }],
      // `() => emitter.emit(x)` and `return visit(node)` read well for functions that return nothing.
      '@typescript-eslint/no-confusing-void-expression': [
        'error',
        { ignoreArrowShorthand: true, ignoreVoidReturningFunctions: true },
      ],
      // Spreading a string means its code points.
      '@typescript-eslint/no-misused-spread': ['error', { allow: ['string'] }],
      // The compiler (noUnusedLocals) reports these, and counts `this.#timer ??= …` as a use.
      'no-unused-private-class-members': 'off',
      // Anything with the shape of a DTO is one: its class only carries the decorators.
      '@typescript-eslint/no-unsafe-class-instance-assignment': 'off',
      // A port may be asynchronous even if one adapter is not.
      '@typescript-eslint/require-await': 'off',
      '@typescript-eslint/no-unused-vars': [
        'error',
        { argsIgnorePattern: '^_', varsIgnorePattern: '^_', ignoreRestSiblings: true },
      ],
    },
  },
  {
    files: ['src/config/**/*.ts'],
    rules: { 'no-restricted-properties': 'off', 'no-restricted-syntax': ['error', ERROR_NAME] },
  },
  {
    // Loops over typed arrays stay in bounds by construction; checking every index would undo the speed of the arrays.
    files: ['src/statistics/**/*.ts'],
    rules: { '@typescript-eslint/no-non-null-assertion': 'off' },
  },
  {
    files: ['web/**/*.ts', 'web/**/*.tsx'],
    extends: [reactHooks.configs.flat.recommended],
  },
  {
    // Started by hand: these write to the terminal.
    files: ['bench/**', 'scripts/**', 'src/cli/**', 'src/demo/**', 'src/main.ts', '*.js'],
    rules: { 'no-console': 'off' },
  },
  {
    // These start other processes and set the environment for them.
    files: ['bench/**', 'scripts/**', 'test/**', 'web/test/**', '**/*.spec.ts', '**/*.e2e-spec.ts'],
    rules: { 'no-restricted-properties': 'off', 'no-restricted-syntax': ['error', ERROR_NAME] },
  },
  {
    files: ['test/**', '**/*.spec.ts', '**/*.e2e-spec.ts', '**/*.fixture.ts'],
    rules: { '@typescript-eslint/unbound-method': 'off' },
  },
);
