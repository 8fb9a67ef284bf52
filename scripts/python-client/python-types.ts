import type { Document, Schema } from './schema.ts';

const PRIMITIVES: Readonly<Record<string, string>> = {
  string: 'str',
  integer: 'int',
  number: 'float',
  boolean: 'bool',
  null: 'None',
  object: 'Dict[str, Any]',
  array: 'List[Any]',
};

/** Names that can't be written as a field of a class. */
const KEYWORDS = new Set(
  'False None True and as assert async await break class continue def del elif else except finally for from global if import in is lambda nonlocal not or pass raise return try while with yield'.split(
    ' ',
  ),
);

export function isPythonName(name: string): boolean {
  return /^[A-Za-z_]\w*$/.test(name) && !KEYWORDS.has(name);
}

/** The type that a value of a schema has in Python; names of schemas stand in it as they are. */
export function pythonType(schema: Schema | undefined): string {
  if (schema === undefined) return 'Any';
  if (schema.$ref !== undefined) return nameOf(schema.$ref);
  if (schema.enum !== undefined) return `Literal[${schema.enum.map(literal).join(', ')}]`;
  const [only] = schema.allOf ?? [];
  if (only !== undefined && schema.allOf?.length === 1) return pythonType(only);
  const choices = schema.anyOf ?? schema.oneOf;
  if (choices !== undefined) return union(choices.map(pythonType));
  if (typeof schema.type === 'object') return union(schema.type.map((type) => pythonType({ ...schema, type })));
  if (schema.type === 'array' && schema.items !== undefined) return `List[${pythonType(schema.items)}]`;
  if (schema.type === 'object' && typeof schema.additionalProperties === 'object')
    return `Dict[str, ${pythonType(schema.additionalProperties)}]`;
  return PRIMITIVES[schema.type ?? ''] ?? 'Any';
}

/** One `TypedDict` or alias for each schema of the document, in its order. */
export function typeDeclarations({ components }: Document): string {
  return Object.entries(components.schemas)
    .map(([name, schema]) => declaration(name, schema))
    .join('\n\n\n');
}

function declaration(name: string, schema: Schema): string {
  const { properties } = schema;
  if (properties === undefined) return `${name} = ${quotedNames(pythonType(schema))}`;
  const fields = Object.entries(properties);
  const isRequired = (field: string): boolean => schema.required?.includes(field) ?? false;
  if (fields.some(([field]) => !isPythonName(field))) {
    const entries = fields.map(([field, type]) => `    ${literal(field)}: ${JSON.stringify(pythonType(type))},`);
    return [`${name} = TypedDict(${literal(name)}, {`, ...entries, '}, total=False)'].join('\n');
  }
  const required = fields.filter(([field]) => isRequired(field));
  const optional = fields.filter(([field]) => !isRequired(field));
  if (optional.length === 0) return typedDict(name, 'TypedDict', required, schema);
  if (required.length === 0) return typedDict(name, 'TypedDict, total=False', optional, schema);
  // NotRequired came with Python 3.11.
  const always = `_${name}Always`;
  return `${typedDict(always, 'TypedDict', required)}\n\n\n${typedDict(name, `${always}, total=False`, optional, schema)}`;
}

function typedDict(name: string, bases: string, fields: readonly (readonly [string, Schema])[], described?: Schema): string {
  const lines = fields.map(([field, type]) => `    ${field}: ${pythonType(type)}`);
  const docstring = described?.description === undefined ? [] : [`    """${oneLine(described.description)}"""`];
  const body = [...docstring, ...lines];
  return [`class ${name}(${bases}):`, ...(body.length === 0 ? ['    pass'] : body)].join('\n');
}

/** A sentence that may stand between three quotes. */
export function oneLine(text: string): string {
  return text.replaceAll('\\', '\\\\').replaceAll('"""', "'''").replaceAll(/\s+/g, ' ').replace(/"$/, "'").trim();
}

/** An alias is evaluated when the file is loaded, before the names that it refers to are there. */
function quotedNames(type: string): string {
  return type.replaceAll(/"[^"]*"|\b[A-Z]\w*\b/g, (word) =>
    word.startsWith('"') || TYPING.has(word) || word === 'None' ? word : `"${word}"`,
  );
}

const TYPING = new Set(['Any', 'Dict', 'List', 'Literal', 'Union', 'Optional']);

function union(types: readonly string[]): string {
  const distinct = [...new Set(types)];
  return distinct.length === 1 ? (distinct[0] ?? 'Any') : `Union[${distinct.join(', ')}]`;
}

function nameOf(reference: string): string {
  return reference.slice(reference.lastIndexOf('/') + 1);
}

function literal(value: unknown): string {
  if (value === null) return 'None';
  if (typeof value === 'boolean') return value ? 'True' : 'False';
  return JSON.stringify(value);
}
