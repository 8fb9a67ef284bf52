import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import type { Command } from 'commander';
import { assayProgram } from '../src/cli/program.ts';
import { JOB_KINDS, jobFields, type JobKind, jobSpec } from '../src/domain/job-fields.ts';
import { allFields, fieldFacts, listedFields } from '../src/domain/recorded-fields.ts';
import { fromManifest, toManifest } from '../src/domain/job-manifest.ts';
import { sampleJob } from './contracts/sample-job.ts';

interface Schema {
  readonly properties: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
  readonly required: readonly string[];
}

const ROOT = join(import.meta.dirname, '..');
const SCHEMAS = (
  JSON.parse(readFileSync(join(ROOT, 'openapi.json'), 'utf8')) as {
    readonly components: { readonly schemas: Readonly<Record<string, Schema>> };
  }
).components.schemas;
const COMMAND_LINE_PAGE = readFileSync(join(ROOT, 'docs', 'command-line.md'), 'utf8');
const BODIES: Readonly<Record<JobKind, string>> = {
  run: 'RunRequest',
  evaluate: 'EvaluateRequest',
  optimize: 'OptimizeRequest',
};

/** A job that was given every field, with the example of the table. */
const SPEC = jobSpec('optimize', Object.fromEntries(jobFields().map(({ name, example }) => [name, example])));

function schemaOf(name: string): Schema {
  const schema = SCHEMAS[name];
  if (schema === undefined) throw new Error(`openapi.json has no schema ${name}`);
  return schema;
}

function commandOf(kind: JobKind): Command | undefined {
  return assayProgram().commands.find((command) => command.name() === kind);
}

describe.each(jobFields())('the job field $name', (field) => {
  it.each(JOB_KINDS)('is in the request body of %s where such jobs have it', (kind) => {
    const { properties, required } = schemaOf(BODIES[kind]);
    const isOfKind = field.kinds.includes(kind);

    expect(field.name in properties).toBe(isOfKind);
    expect(required.includes(field.name)).toBe(isOfKind && field.isRequired);
    if (isOfKind) expect(properties[field.name]).toMatchObject({ description: field.doc, example: field.example });
  });

  it('is in the documented manifest, and in the list where that shows it', () => {
    const manifest = schemaOf('Manifest');

    expect(manifest.properties[field.name]?.description).toContain(field.doc);
    expect(manifest.required.includes(field.name)).toBe(field.isInEveryManifest);
    expect(field.name in schemaOf('JobListItem').properties).toBe(field.isListed === true);
    expect(field.name in listedFields(SPEC)).toBe(field.isListed === true);
  });

  it('survives the way to a manifest and back', () => {
    const manifest = toManifest(sampleJob('a', { spec: SPEC }));

    expect(manifest[field.name]).toEqual(field.example);
    expect(fromManifest(manifest, { jobId: 'a' }).spec[field.specName]).toEqual(field.example);
  });

  it.each(JOB_KINDS)('has a flag in assay %s where such jobs have it', (kind) => {
    const option = commandOf(kind)?.options.find(({ flags }) => flags === field.flag);

    expect(option !== undefined).toBe(field.kinds.includes(kind));
    if (option !== undefined) expect(option.description).toContain(field.help);
  });

  it('is named by the page of the command line', () => {
    expect(COMMAND_LINE_PAGE).toContain(field.flag.split(' ')[0]);
  });

  it('is a fact of the report', () => {
    expect(fieldFacts(allFields(SPEC)).map(({ title }) => title)).toContain(field.title);
    expect(allFields(SPEC)[field.name]).toEqual(field.example);
  });
});
