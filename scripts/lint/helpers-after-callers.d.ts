import type { Rule } from 'eslint';

export declare const helpersAfterCallers: Rule.RuleModule;
