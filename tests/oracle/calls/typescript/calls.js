// SPDX-License-Identifier: Apache-2.0
// Prints the calls of a TypeScript or JavaScript tree as the TypeScript compiler resolves them (records: ../assemble.py).
//
//   NODE_PATH=.../node_modules node calls.js TREE [--project tsconfig.json] [--under DIR]... > RAW.jsonl
//
// Needs the npm package `typescript`.  Without --project every source under TREE (or the --under folders) is one program
// with bundler-style resolution.  Missing dependencies are tolerated: calls into them are external or unknown.
'use strict';
const fs = require('fs');
const path = require('path');
const ts = require('typescript');

const options = { under: [], project: null };
const tree = fs.realpathSync(process.argv[2]);
for (let i = 3; i < process.argv.length; i += 2) {
  if (process.argv[i] === '--project') options.project = path.resolve(tree, process.argv[i + 1]);
  else if (process.argv[i] === '--under') options.under.push(path.resolve(tree, process.argv[i + 1]));
  else throw new Error(`unknown option ${process.argv[i]}`);
}

const isSource = (f) => /\.(tsx?|mts|cts|jsx?|mjs|cjs)$/.test(f) && !/\.d\.[mc]?ts$/.test(f);
const inTree = (f) => f.startsWith(tree + '/') && !f.includes('/node_modules/');

function* walk(dir) {
  for (const entry of fs.readdirSync(dir, { withFileTypes: true })) {
    const full = path.join(dir, entry.name);
    if (entry.isDirectory()) {
      if (entry.name !== 'node_modules' && !entry.name.startsWith('.')) yield* walk(full);
    } else if (isSource(full)) yield full;
  }
}

function makeProgram() {
  let compilerOptions = {};
  if (options.project) {
    const read = ts.readConfigFile(options.project, ts.sys.readFile);
    compilerOptions = ts.parseJsonConfigFileContent(read.config, ts.sys, path.dirname(options.project)).options;
  }
  Object.assign(compilerOptions, { noEmit: true, allowJs: true, skipLibCheck: true, types: compilerOptions.types || [] });
  compilerOptions.target ??= ts.ScriptTarget.ESNext;
  compilerOptions.module ??= ts.ModuleKind.ESNext;
  compilerOptions.moduleResolution ??= ts.ModuleResolutionKind.Bundler;
  const roots = options.under.length ? options.under : [tree];
  return ts.createProgram([...new Set(roots.flatMap((r) => [...walk(r)]))], compilerOptions);
}

const program = makeProgram();
const checker = program.getTypeChecker();
const emit = (record) => fs.writeSync(1, JSON.stringify(record) + '\n');
const lineOf = (node, pos) => node.getSourceFile().getLineAndCharacterOfPosition(pos ?? node.getStart()).line + 1;
const fileOf = (node) => path.relative(tree, node.getSourceFile().fileName);
const idOf = (node) => `${fileOf(node)}:${node.getStart()}:${node.kind}`;
const isFunctionValue = (n) => n && (ts.isArrowFunction(n) || ts.isFunctionExpression(n));

/** The expression below parentheses, `as`, `!` and `satisfies`. */
function bare(node) {
  while (node && (ts.isParenthesizedExpression(node) || ts.isAsExpression(node) || ts.isNonNullExpression(node)
                  || ts.isSatisfiesExpression(node) || ts.isTypeAssertionExpression(node))) node = node.expression;
  return node;
}

/** A declaration that gives a function or class its name, or null: what a definition record is made for. */
function definitionKind(node) {
  if (ts.isFunctionDeclaration(node)) return 'function';
  if (ts.isMethodDeclaration(node) || ts.isConstructorDeclaration(node) || ts.isAccessor(node)) return 'method';
  if (ts.isMethodSignature(node)) return 'method';
  if (ts.isClassDeclaration(node)) return 'class';
  if (ts.isVariableDeclaration(node) || ts.isPropertyDeclaration(node) || ts.isPropertyAssignment(node)) {
    const value = bare(node.initializer);
    if (isFunctionValue(value)) return ts.isVariableDeclaration(node) ? 'function' : 'method';
    if (value && ts.isClassExpression(value)) return 'class';
  }
  if (ts.isExportAssignment(node) && isFunctionValue(bare(node.expression))) return 'function';
  return null;
}

function nameOf(node) {
  if (ts.isConstructorDeclaration(node)) return 'constructor';
  if (node.name) return ts.isComputedPropertyName(node.name) ? node.name.expression.getText() : node.name.text?.replace(/^#/, '') ?? node.name.getText();
  return 'default';
}

function outermostFunction(node) {
  let found = null;
  for (let n = node; n; n = n.parent) {
    const kind = definitionKind(n);
    if (kind === 'function' || kind === 'method') found = n;
  }
  return found && idOf(overloadHead(found));
}

/** Declarations of one symbol that are overloads of one function: the first stands for all. */
function overloads(node) {
  const symbol = node.symbol;
  if (!symbol || !(ts.isFunctionDeclaration(node) || ts.isMethodDeclaration(node) || ts.isConstructorDeclaration(node))) return [node];
  const same = (symbol.declarations || []).filter((d) => d.kind === node.kind && d.parent === node.parent);
  return same.length ? same : [node];
}
const overloadHead = (node) => overloads(node)[0];

function qualOf(node) {
  const parts = [nameOf(node)];
  for (let n = node.parent; n; n = n.parent) {
    if (ts.isClassLike(n) || ts.isInterfaceDeclaration(n) || ts.isModuleDeclaration(n)) parts.unshift(n.name ? n.name.text : 'class');
    else if (definitionKind(n) === 'function') parts.unshift(nameOf(n));
  }
  return parts.join('.');
}

const defined = new Set();
function define(node) {
  const head = overloadHead(node);
  const id = idOf(head);
  if (defined.has(id)) return id;
  defined.add(id);
  const all = overloads(node);
  const last = all[all.length - 1];
  const whole = (n) => (ts.isVariableDeclaration(n) && n.parent.declarations?.length === 1 ? n.parent.parent : n);
  const named = all.find((d) => d.body) || head;
  const isClass = definitionKind(node) === 'class';
  const declared = !isClass && (ts.isMethodSignature(node)
    || (all.every((d) => 'body' in d && !d.body) && !all.some((d) => definitionKind(d) && d.initializer)));
  emit({ t: 'def', id, file: fileOf(node), name: nameOf(node), qual: qualOf(node), kind: definitionKind(node),
         line: lineOf(named, (named.name || named).getStart()), first: lineOf(whole(head)), end: lineOf(node, whole(last).getEnd()),
         outer: isClass && !outermostFunction(node.parent) ? null : outermostFunction(node), declared });
  return id;
}

const follow = (symbol) => (symbol && symbol.flags & ts.SymbolFlags.Alias ? checker.getAliasedSymbol(symbol) : symbol);

/** Leftmost identifier of a chain, where an import from a missing package shows. */
function rootIdentifier(node) {
  for (;;) {
    node = bare(node);
    if (ts.isPropertyAccessExpression(node) || ts.isElementAccessExpression(node) || ts.isCallExpression(node)) node = node.expression;
    else return ts.isIdentifier(node) ? node : null;
  }
}

function importsMissingPackage(expression) {
  const root = rootIdentifier(expression);
  const symbol = root && checker.getSymbolAtLocation(root);
  for (const d of symbol?.declarations || []) {
    let n = d;
    while (n && !ts.isImportDeclaration(n)) n = n.parent;
    if (n && ts.isStringLiteral(n.moduleSpecifier) && !/^[.\/]/.test(n.moduleSpecifier.text)) {
      const module = checker.getSymbolAtLocation(n.moduleSpecifier);
      return !module || !(module.declarations || []).some((m) => inTree(m.getSourceFile().fileName));
    }
  }
  return false;
}

/** {to} or {why} (or both: soft) for the declarations the compiler found. */
function judge(declarations, isNew) {
  const own = declarations.filter((d) => inTree(d.getSourceFile().fileName) && isSource(d.getSourceFile().fileName));
  if (!own.length) return { why: declarations.length ? 'external' : 'unknown' };
  const heads = [...new Set(own.filter(definitionKind).map(overloadHead))]
    .filter((d) => !isNew || definitionKind(d) === 'class');
  if (heads.length > 1) return { why: 'unknown' };
  if (!heads.length) {
    const alias = own.find((d) => ts.isVariableDeclaration(d) && ts.isIdentifier(bare(d.initializer) || d) && (d.parent.flags & ts.NodeFlags.Const));
    return { why: alias ? 'unknown' : 'variable' };
  }
  const node = heads[0];
  const id = define(node);
  const literal = node.parent && ts.isObjectLiteralExpression(node.parent);
  return literal ? { to: id, why: 'object-literal member' } : { to: id };
}

function calleeName(expression) {
  const e = bare(expression);
  if (ts.isIdentifier(e)) return [e, e.text];
  if (ts.isPropertyAccessExpression(e)) return [e.name, e.name.text.replace(/^#/, '')];
  if (ts.isElementAccessExpression(e) && ts.isStringLiteralLike(e.argumentExpression)) return [e.argumentExpression, e.argumentExpression.text];
  return [null, null];
}

function resolve(call, expression, isNew) {
  const [nameNode, name] = calleeName(expression);
  if (!nameNode) return null;
  const symbol = follow(checker.getSymbolAtLocation(nameNode));
  let found = symbol && !/^(unknown|__unknown)$/.test(symbol.escapedName) ? [...(symbol.declarations || [])] : [];
  if (!isNew && found.length > 1) {  // a union or a merged declaration: the chosen signature decides
    const chosen = checker.getResolvedSignature(call)?.declaration;
    const holder = chosen && (definitionKind(chosen) ? chosen : chosen.parent);
    if (holder && found.includes(holder)) found = overloads(holder);
  }
  if (isNew) {
    const classes = found.filter((d) => definitionKind(d) === 'class');
    if (classes.length) found = classes;
  }
  const verdict = found.length ? judge(found, isNew) : { why: importsMissingPackage(expression) ? 'external' : 'unknown' };
  return { name, at: nameNode, ...verdict };
}

function resolveSuper(node) {
  const symbol = checker.getTypeAtLocation(node.expression).symbol;
  const verdict = judge((symbol?.declarations || []).filter(ts.isClassLike), true);
  return { name: 'super', at: node.expression, why: 'super call', ...(verdict.to ? { to: verdict.to } : { why: 'external' }) };
}

function visit(node) {
  const kind = definitionKind(node);
  if (kind) define(node);
  let result = null;
  if (ts.isCallExpression(node)) {
    if (node.expression.kind === ts.SyntaxKind.SuperKeyword) result = resolveSuper(node);
    else if (node.expression.kind !== ts.SyntaxKind.ImportKeyword) result = resolve(node, node.expression, false);
  } else if (ts.isNewExpression(node)) result = resolve(node, node.expression, true);
  else if (ts.isTaggedTemplateExpression(node)) {
    result = resolve(node, node.tag, false);
    if (result?.to) result.why = 'tagged template';
  }
  if (result) {
    emit({ t: 'call', file: fileOf(node), line: lineOf(result.at), name: result.name, caller: outermostFunction(node),
           to: result.to ?? null, why: result.why ?? null });
  }
  ts.forEachChild(node, visit);
}

for (const source of program.getSourceFiles()) {
  if (inTree(source.fileName) && isSource(source.fileName)) visit(source);
}
