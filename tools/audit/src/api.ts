/** The framework's public face: every declaration that its entry exports, and those that they name, as text without comments. */
import { join } from 'node:path';
import { existsSync, readFileSync, realpathSync } from 'node:fs';
import ts from 'typescript';
import type { AuditConfig } from './config.ts';
import { difference } from './difference.ts';
import type { Finding } from './finding.ts';
import type { Graph } from './graph.ts';

export interface Api {
  /** Exported names. */
  readonly names: readonly string[];
  /** Classes of it that nobody else can make. */
  readonly handles: readonly string[];
  /** The report: one declaration after the other, by name. */
  readonly report: string;
  readonly findings: readonly Finding[];
}

/** Types through which memory, or the host, is reached. */
const RAW_MEMORY =
  /\b((Shared)?ArrayBuffer(View|Like)?|BufferSource|DataView|Atomics|WebAssembly|Buffer|(Big)?(Ui|I)nt(8|16|32|64)(Clamped)?Array|Float(16|32|64)Array)\b/;

export function apiOf(config: AuditConfig, { program }: Graph): Api {
  const root = realpathSync(config.root);
  const checker = program.getTypeChecker();
  const entry = program.getSourceFile(join(root, config.api.entry));
  const symbol = entry && checker.getSymbolAtLocation(entry);
  const exported = symbol === undefined ? [] : checker.getExportsOfModule(symbol);
  const declared = new Map<string, string>();
  const findings: Finding[] = [];
  const hidden = new Set<string>();
  const handles = new Set<string>();

  const add = (name: string, one: ts.Symbol, mark: string): void => {
    const target = one.flags & ts.SymbolFlags.Alias ? checker.getAliasedSymbol(one) : one;
    for (const declaration of target.declarations ?? []) {
      const source = declaration.getSourceFile();
      const file = source.fileName.slice(root.length + 1);
      if (!file.startsWith(`${config.framework.folder}/`)) {
        const owner = hiddenOwner(config, file);
        if (owner !== undefined) hidden.add(`${name} is of ${owner}, which safe code may not import`);
        continue;
      }
      const statement = ts.findAncestor(declaration, (node) => node.parent === source) ?? declaration;
      const key = `${name} ${file}:${statement.pos}`;
      if (declared.has(key)) continue;
      const text = declarationText(source, target.name);
      declared.set(key, `${mark} ${name}\n${text}`);
      if (/^ *private constructor\(/m.test(text)) handles.add(target.name);
      const memory = RAW_MEMORY.exec(text)?.[0];
      if (memory !== undefined) {
        const line = source.getLineAndCharacterOfPosition(declaration.getStart(source)).line + 1;
        findings.push({ rule: 'api-memory', file, line, message: `${name} speaks of ${memory}` });
      }
      for (const named of typesNamedIn(statement, checker)) add(named.name, named, 'named');
    }
  };
  for (const one of exported) add(one.name, one, 'export');
  const report = [...declared.values()].sort().join('\n');
  for (const message of hidden) findings.push({ rule: 'api-foreign', file: config.api.entry, line: 1, message });
  findings.push(...changes(config, report));
  return { names: exported.map(({ name }) => name).sort(), handles: [...handles], report, findings };
}

/** The package of a file, if safe code may import nothing of it. */
function hiddenOwner({ packages, imports }: AuditConfig, file: string): string | undefined {
  const owner = packages.find(({ folder }) => file.startsWith(`${folder}/`))?.name;
  return imports.some((each) => `${each}/`.startsWith(`${owner ?? ''}/`)) ? undefined : owner;
}

/** The declaration of `name` as others see it: no bodies, no private parts, no comments. */
function declarationText(source: ts.SourceFile, name: string): string {
  const { outputText } = ts.transpileDeclaration(source.text, {
    fileName: source.fileName,
    compilerOptions: { isolatedDeclarations: true, removeComments: true, declaration: true },
  });
  const declarations = ts.createSourceFile('api.d.ts', outputText, ts.ScriptTarget.Latest, true);
  const statements = declarations.statements.filter((statement) => namesOf(statement).includes(name));
  return statements.map((statement) => `${statement.getText(declarations)}\n`).join('');
}

function namesOf(statement: ts.Statement): readonly string[] {
  if (ts.isVariableStatement(statement)) {
    return statement.declarationList.declarations.map(({ name }) => name.getText());
  }
  const { name } = statement as ts.DeclarationStatement;
  return name === undefined ? [] : [name.text];
}

/** The types that a declaration names where its users see them. */
function typesNamedIn(declaration: ts.Node, checker: ts.TypeChecker): ts.Symbol[] {
  const found: ts.Symbol[] = [];
  const visit = (node: ts.Node): void => {
    if (ts.isBlock(node) || ts.isPrivateIdentifier(node)) return;
    if (ts.isClassElement(node) && isPrivate(node)) return;
    // Of what has a type, the value is nobody's business.
    const initializer = ts.isVariableDeclaration(node) && node.type !== undefined ? node.initializer : undefined;
    if (ts.isTypeReferenceNode(node) || ts.isExpressionWithTypeArguments(node)) {
      const named = checker.getSymbolAtLocation(ts.isTypeReferenceNode(node) ? node.typeName : node.expression);
      const target = named && named.flags & ts.SymbolFlags.Alias ? checker.getAliasedSymbol(named) : named;
      if (target !== undefined && (target.flags & ts.SymbolFlags.TypeParameter) === 0) found.push(target);
    }
    ts.forEachChild(node, (child) => {
      if (child !== initializer) visit(child);
    });
  };
  visit(declaration);
  return found;
}

function isPrivate(node: ts.ClassElement): boolean {
  if (node.name !== undefined && ts.isPrivateIdentifier(node.name)) return true;
  if (ts.isClassStaticBlockDeclaration(node)) return true;
  const modifiers = ts.canHaveModifiers(node) ? ts.getModifiers(node) : undefined;
  return modifiers?.some(({ kind }) => kind === ts.SyntaxKind.PrivateKeyword) ?? false;
}

/** Where the report differs from the committed one. */
function changes({ root, api }: AuditConfig, report: string): Finding[] {
  const path = join(root, api.report);
  const committed = existsSync(path) ? readFileSync(path, 'utf8').replaceAll('\r\n', '\n') : '';
  if (committed === report) return [];
  const lines = difference(committed.split('\n'), report.split('\n'), (line) => /^(export|named) \S+$/.test(line));
  return [
    { rule: 'api-change', file: api.report, line: 1, message: `the public face has changed:\n${lines.join('\n')}` },
  ];
}
