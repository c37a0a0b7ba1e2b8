/** The library that safe code compiles with, and the globals that lint lets it name, are one list. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { SAFE_GLOBALS } from 'eslint-plugin-framekernel';
import ts from 'typescript';
import { describe, expect, it } from 'vitest';
import { root } from './workspace.ts';

const file = join(root, 'packages/safe-lib/index.d.ts');
const source = ts.createSourceFile(file, readFileSync(file, 'utf8'), ts.ScriptTarget.ES2022);

const nameOf = (name: ts.Node): string =>
  ts.isIdentifier(name) || ts.isStringLiteral(name) ? name.text : name.getText(source);

/** The members of each interface that have names. */
const interfaces = new Map<string, string[]>();
/** Each global value, with its type. */
const values = new Map<string, string | undefined>();
for (const statement of source.statements) {
  if (ts.isInterfaceDeclaration(statement)) {
    const members = statement.members.flatMap(({ name }) => (name === undefined ? [] : [nameOf(name)]));
    interfaces.set(statement.name.text, members);
  } else if (ts.isVariableStatement(statement)) {
    for (const { name, type } of statement.declarationList.declarations) {
      values.set(nameOf(name), type && ts.isTypeReferenceNode(type) ? nameOf(type.typeName) : undefined);
    }
  }
}

it('names the same globals', () => {
  const builtIn = ['undefined']; // a keyword to the compiler
  expect([...values.keys(), ...builtIn].sort()).toEqual(Object.keys(SAFE_GLOBALS).sort());
});

describe.each(Object.entries(SAFE_GLOBALS))('%s', (name, allowed) => {
  it('has the same members', () => {
    const type = values.get(name);
    const members = type === undefined ? [] : (interfaces.get(type) ?? []);
    expect([...new Set(members)].sort()).toEqual(allowed === '*' ? ['*'] : [...allowed].sort());
  });
});

/** Names that must not be there, whatever else changes. */
const HOST =
  /\b(any|Promise|Date|Reflect|Proxy|eval|globalThis|WebAssembly|Atomics|(Shared)?ArrayBuffer|DataView|(Uint|Int|Float|BigU?[Ii]nt)\d+\w*)\b/;

it('says neither `any` nor the name of what is left out', () => {
  const text = source.statements.map((statement) => statement.getText(source)).join('\n'); // without comments before
  expect(HOST.exec(text)).toBeNull();
});
