import { existsSync, statSync } from 'node:fs';
import { homedir } from 'node:os';
import { join, resolve } from 'node:path';
import { z, type ZodType } from 'zod';
import { isAddressRange } from './address-range.ts';
import { isBasePath } from './base-path.ts';

/** A decimal integer, or a number that is one. */
export function integer(minimum: number, maximum = Number.MAX_SAFE_INTEGER): ZodType<number> {
  const digits = z
    .string()
    .trim()
    .regex(/^\d{1,16}$/)
    .transform(Number);
  return z.union([z.number(), digits]).pipe(z.int().min(minimum).max(maximum));
}

/** Seconds, above 0 and at most a day. */
export function seconds(): ZodType<number> {
  return positive().refine((value) => value <= 86_400);
}

/** A decimal number above 0. */
export function positive(): ZodType<number> {
  const decimal = z
    .string()
    .trim()
    .regex(/^\d{1,9}(\.\d{1,6})?$/)
    .transform(Number);
  return z.union([z.number(), decimal]).pipe(z.number().positive());
}

/** A directory that exists; the value is its absolute path. */
export function existingDirectory(): ZodType<string> {
  return absolutePath().refine((path) => statSync(path, { throwIfNoEntry: false })?.isDirectory() === true);
}

/** A file that exists; the value is its absolute path. */
export function existingFile(): ZodType<string> {
  return absolutePath().refine((path) => statSync(path, { throwIfNoEntry: false })?.isFile() === true);
}

/** A file that exists or can be made, as its absolute path, or `off`. */
export function fileOrOff(): ZodType<string> {
  const file = absolutePath().refine((path) => statSync(path, { throwIfNoEntry: false })?.isFile() !== false);
  return z.union([z.literal('off'), file]);
}

/** A directory with an `index.html`; the value is its absolute path. */
export function siteDirectory(): ZodType<string> {
  return absolutePath().refine((path) => statSync(join(path, 'index.html'), { throwIfNoEntry: false })?.isFile() === true);
}

/** A file or a directory that exists; the value is its absolute path. */
export function existingPath(): ZodType<string, string> {
  return absolutePath().refine((path) => existsSync(path));
}

/** A directory that exists or can be made; the value is its absolute path. */
export function possibleDirectory(): ZodType<string> {
  return absolutePath().refine((path) => statSync(path, { throwIfNoEntry: false })?.isDirectory() !== false);
}

/** An HTTP or HTTPS address; the value has no trailing slash. */
export function httpAddress(): ZodType<string> {
  const address = z.url({ protocol: /^https?$/ });
  return address.transform((url) => url.replace(/\/+$/, ''));
}

export function postgresAddress(): ZodType<string> {
  return z.url({ protocol: /^postgres(ql)?$/ });
}

/** An absolute path. No shell expands `~` in an `.env` file, so it is done here. */
export function absolutePath(): ZodType<string, string> {
  return z
    .string()
    .min(1)
    .refine((path) => !path.includes('\0'))
    .transform((path) => resolve(/^~(\/|$)/.test(path) ? join(homedir(), path.slice(1)) : path));
}

/** A comma-separated list of origins, or an array of them. */
export function origins(): ZodType<readonly string[]> {
  const origin = z.string().regex(/^(\*|https?:\/\/[^\s/?#@*]+?(:\*)?)$/);
  return listOf(origin).refine((list) => list.length > 0);
}

/** A comma-separated list of host names or addresses, each with or without a port, or an array of them; in lower case. */
export function hosts(): ZodType<readonly string[]> {
  const host = z
    .string()
    .regex(/^([\w-]+(\.[\w-]+)*|\[[\da-f:.]+\])(:\d{1,5})?$/i)
    .transform((name) => name.toLowerCase());
  return listOf(host);
}

/** A path without a slash at its end, or nothing. */
export function basePath(): ZodType<string> {
  return z
    .string()
    .trim()
    .transform((path) => path.replace(/\/$/, ''))
    .refine((path) => path === '' || isBasePath(path));
}

/** A comma-separated list of IP addresses and ranges in CIDR notation, or an array of them. */
export function addressRanges(): ZodType<readonly string[]> {
  return listOf(z.string().refine(isAddressRange));
}

/** A comma-separated list, or an array. */
export function listOf(item: ZodType<string, string>): ZodType<readonly string[]> {
  const list = z.string().transform((text) => text.split(',').map((part) => part.trim()));
  return z.union([z.array(z.string()), list]).pipe(z.array(item));
}
