/**
 * A file reads from the top: what it exports first, then the helpers in the order they are called. This rule reports a
 * private function that stands above every function or class that uses it, when one of those is exported.
 *
 * @type {import('eslint').Rule.RuleModule}
 */
export const helpersAfterCallers = {
  meta: {
    type: 'layout',
    schema: [],
    messages: { early: '{{name}} is a helper: move it below {{caller}}, which calls it first' },
  },
  create(context) {
    return {
      Program(program) {
        const statements = program.body;
        statements.forEach((statement, index) => {
          if (statement.type !== 'FunctionDeclaration') return;
          const [variable] = context.sourceCode.getDeclaredVariables(statement);
          const callers = callersOf(variable, statements).filter((caller) => caller !== index);
          const first = callers.find((caller) => isExportedCode(statements[caller]));
          if (first === undefined || callers.some((caller) => caller < index)) return;
          const data = { name: statement.id.name, caller: nameOf(statements[first]) };
          context.report({ node: statement.id, messageId: 'early', data });
        });
      },
    };
  },
};

/** The top-level functions and classes that mention a variable, by their places in the file. */
function callersOf(variable, statements) {
  const places = variable.references.map(({ identifier }) =>
    statements.findIndex(({ range }) => range[0] <= identifier.range[0] && identifier.range[1] <= range[1]),
  );
  return [...new Set(places)].filter((place) => codeOf(statements[place]) !== undefined).sort((a, b) => a - b);
}

function isExportedCode(statement) {
  return statement.type.startsWith('Export') && codeOf(statement) !== undefined;
}

function codeOf(statement) {
  const declaration = statement?.type.startsWith('Export') ? statement.declaration : statement;
  return /^(Function|Class)Declaration$/.test(declaration?.type ?? '') ? declaration : undefined;
}

function nameOf(statement) {
  return codeOf(statement)?.id?.name ?? 'the default export';
}
