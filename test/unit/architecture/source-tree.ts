/** Reads the tree of a project: its source files with what they import and export, from the syntax tree. */
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import ts from 'typescript';

/** What is made, installed or test input: no source of ours. */
const SKIPPED = new Set(['node_modules', 'dist', 'out', 'fixtures', 'golden', 'test-results', 'coverage']);

const SOURCE = /\.[cm]?[jt]sx?$/;

export interface Import {
  readonly specifier: string;
  /** Counts from 1. */
  readonly line: number;
  /** Erased before it runs. */
  readonly typeOnly: boolean;
}

export interface NamedFunction {
  readonly name: string;
  readonly line: number;
  readonly lineCount: number;
}

export interface SourceFile {
  /** Relative to the root, with forward slashes. */
  readonly path: string;
  readonly lineCount: number;
  readonly imports: readonly Import[];
  readonly hasDefaultExport: boolean;
  /** Functions, methods, accessors and arrows that have a name. */
  readonly functions: readonly NamedFunction[];
}

export interface Tree {
  readonly root: string;
  /** Every file, relative to the root. */
  readonly files: ReadonlySet<string>;
  readonly sources: ReadonlyMap<string, SourceFile>;
}

export function readTree(root: string): Tree {
  const files = new Set(listFiles(root, ''));
  const sources = new Map<string, SourceFile>();
  for (const file of files) {
    if (SOURCE.test(file)) sources.set(file, parseSource(file, readFileSync(path.join(root, file), 'utf8')));
  }
  return { root, files, sources };
}

function listFiles(root: string, folder: string): string[] {
  return readdirSync(path.join(root, folder), { withFileTypes: true }).flatMap((entry) => {
    const file = path.posix.join(folder, entry.name);
    if (!entry.isDirectory()) return [file];
    const hidden = entry.name.startsWith('.') && entry.name !== '.github' && entry.name !== '.vscode';
    return hidden || SKIPPED.has(entry.name) ? [] : listFiles(root, file);
  });
}

/** @param file path relative to the root, with forward slashes */
export function parseSource(file: string, text: string): SourceFile {
  const source = ts.createSourceFile(file, text, ts.ScriptTarget.Latest, true);
  const lineOf = (position: number) => source.getLineAndCharacterOfPosition(position).line + 1;
  const imports: Import[] = [];
  const functions: NamedFunction[] = [];
  let hasDefaultExport = false;
  const visit = (node: ts.Node): void => {
    const found = importOf(node);
    if (found !== undefined) imports.push({ ...found, line: lineOf(node.getStart()) });
    const name = functionName(node);
    const [first, last] = [lineOf(node.getStart()), lineOf(node.end)];
    if (name !== undefined) functions.push({ name, line: first, lineCount: last - first + 1 });
    hasDefaultExport ||= isDefaultExport(node);
    ts.forEachChild(node, visit);
  };
  visit(source);
  const lineCount = text.split('\n').length - (text.endsWith('\n') ? 1 : 0);
  return { path: file, lineCount, imports, functions, hasDefaultExport };
}

function importOf(node: ts.Node): Omit<Import, 'line'> | undefined {
  const literal = (from: ts.Node | undefined, typeOnly: boolean) =>
    from !== undefined && ts.isStringLiteralLike(from) ? { specifier: from.text, typeOnly } : undefined;
  if (ts.isImportDeclaration(node))
    return literal(node.moduleSpecifier, node.importClause?.phaseModifier === ts.SyntaxKind.TypeKeyword);
  if (ts.isExportDeclaration(node)) return literal(node.moduleSpecifier, node.isTypeOnly);
  if (ts.isImportEqualsDeclaration(node) && ts.isExternalModuleReference(node.moduleReference))
    return literal(node.moduleReference.expression, node.isTypeOnly);
  if (ts.isImportTypeNode(node) && ts.isLiteralTypeNode(node.argument)) return literal(node.argument.literal, true);
  if (ts.isCallExpression(node) && loadsModule(node.expression)) return literal(node.arguments[0], false);
  return undefined;
}

/** `import(…)`, `require(…)`, `require.resolve(…)`, `process.getBuiltinModule(…)` */
function loadsModule(callee: ts.Expression): boolean {
  if (callee.kind === ts.SyntaxKind.ImportKeyword) return true;
  if (ts.isIdentifier(callee)) return callee.text === 'require';
  if (!ts.isPropertyAccessExpression(callee)) return false;
  const member = callee.name.text;
  return member === 'getBuiltinModule' || (member === 'resolve' && callee.expression.getText() === 'require');
}

function functionName(node: ts.Node): string | undefined {
  if (ts.isFunctionDeclaration(node)) return node.name?.text ?? 'default';
  if (ts.isMethodDeclaration(node) || ts.isAccessor(node)) return node.name.getText();
  if (ts.isConstructorDeclaration(node)) return 'constructor';
  if (!ts.isArrowFunction(node) && !ts.isFunctionExpression(node)) return undefined;
  const owner = node.parent;
  return ts.isVariableDeclaration(owner) || ts.isPropertyAssignment(owner) || ts.isPropertyDeclaration(owner)
    ? owner.name.getText()
    : undefined;
}

function isDefaultExport(node: ts.Node): boolean {
  if (ts.isExportAssignment(node)) return node.isExportEquals !== true;
  if (ts.isExportSpecifier(node)) return node.name.text === 'default';
  const modifiers = ts.canHaveModifiers(node) ? (ts.getModifiers(node) ?? []) : [];
  return modifiers.some(({ kind }) => kind === ts.SyntaxKind.DefaultKeyword);
}

/** The value of a constant that is written as a literal: text, numbers, booleans, null, arrays and objects of them. */
export function readConstant(text: string, name: string): unknown {
  const source = ts.createSourceFile('constant.ts', text, ts.ScriptTarget.Latest, true);
  for (const statement of source.statements) {
    if (!ts.isVariableStatement(statement)) continue;
    for (const declaration of statement.declarationList.declarations)
      if (declaration.name.getText() === name && declaration.initializer) return literalValue(declaration.initializer);
  }
  throw new Error(`there is no constant ${name}`);
}

function literalValue(node: ts.Expression): unknown {
  if (ts.isSatisfiesExpression(node) || ts.isAsExpression(node)) return literalValue(node.expression);
  if (ts.isStringLiteralLike(node)) return node.text;
  if (ts.isNumericLiteral(node)) return Number(node.text.replaceAll('_', ''));
  if (node.kind === ts.SyntaxKind.TrueKeyword) return true;
  if (node.kind === ts.SyntaxKind.FalseKeyword) return false;
  if (node.kind === ts.SyntaxKind.NullKeyword) return null;
  if (ts.isArrayLiteralExpression(node)) return node.elements.map(literalValue);
  if (!ts.isObjectLiteralExpression(node)) throw new Error(`not a literal: ${node.getText()}`);
  return Object.fromEntries(
    node.properties.map((property) => {
      if (!ts.isPropertyAssignment(property)) throw new Error(`not a literal: ${property.getText()}`);
      const { name } = property;
      return [ts.isStringLiteral(name) ? name.text : name.getText(), literalValue(property.initializer)];
    }),
  );
}
