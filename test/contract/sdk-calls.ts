// The calls that the package can make, as its source has them, and those of Retell's own SDK, read by the compiler.
import { globSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { createRequire } from 'node:module';

import ts from 'typescript';

/** The methods of the SDK's client that send. */
const SENDING = ['delete', 'get', 'patch', 'post', 'put'];

export interface SdkCall {
	/** Method and path, such as `GET /get-chat/:id`. */
	call: string;
	isDeprecated: boolean;
}

/** Method and path of every call in the source, whichever node makes it; `:id` stands for what is filled in. */
export function callsOfPackage(files = globSync('nodes/**/*.ts')): string[] {
	return sorted(
		files.flatMap(nodesOf).flatMap((node) => {
			if (!ts.isObjectLiteralExpression(node) || !isCall(node)) return [];
			const [method, path] = ['method', 'path'].map((name) => valueOf(node, name));
			const text = path && pathOf(path);
			// A call that cannot be read here would be one that nobody checks.
			if (!method || !ts.isStringLiteral(method) || text === undefined)
				throw new Error(`What call is this? ${node.getText()}`);
			return [`${method.text} ${text}`];
		}),
	);
}

/**
 * Whether an object is a call, or a part of one: it has a method or a path, in whatever form. What n8n's
 * HTTP helper gets has a `url` instead, and the description of a webhook an `httpMethod`; these are none.
 */
function isCall(node: ts.ObjectLiteralExpression): boolean {
	const names = node.properties.map(nameOf);
	if (names.includes('url') || names.includes('httpMethod')) return false;
	return ['method', 'path'].some((name) => names.includes(name));
}

/** The name of a property; undefined for a spread, and for a name that only running it would tell. */
function nameOf({ name }: ts.ObjectLiteralElementLike): string | undefined {
	if (!name) return undefined;
	const plain = ts.isComputedPropertyName(name) ? name.expression : name;
	return ts.isIdentifier(plain) && plain !== name ? undefined : 'text' in plain ? String(plain.text) : undefined;
}

/** The call by which n8n tests a credential. */
export function callsOfCredentials(files = globSync('credentials/*.ts')): string[] {
	return sorted(
		files.flatMap(nodesOf).flatMap((node) => {
			if (!ts.isObjectLiteralExpression(node) || !valueOf(node, 'baseURL')) return [];
			const url = valueOf(node, 'url');
			return url ? [`GET ${pathOf(url) ?? ''}`] : [];
		}),
	);
}

/** Every call of the installed SDK, with what it says of its future. */
export function callsOfSdk(): SdkCall[] {
	const files = globSync(
		join(dirname(createRequire(import.meta.url).resolve('retell-sdk')), 'resources', '**', '*.js'),
	);
	return files.flatMap(nodesOf).flatMap((node) => {
		if (!ts.isMethodDeclaration(node)) return [];
		const isDeprecated = ts.getJSDocDeprecatedTag(node) !== undefined;
		return within(node).flatMap((inner): SdkCall[] => {
			if (!ts.isCallExpression(inner) || !ts.isPropertyAccessExpression(inner.expression)) return [];
			const { expression: client, name } = inner.expression;
			if (client.getText() !== 'this._client' || !SENDING.includes(name.text)) return [];
			const path = inner.arguments[0] && pathOf(inner.arguments[0]);
			if (path === undefined) throw new Error(`What call is this? ${inner.getText()}`);
			return [{ call: `${name.text.toUpperCase()} ${path}`, isDeprecated }];
		});
	});
}

/** The path that an expression makes: a text, or a template whose every blank is an id. */
function pathOf(expression: ts.Expression): string | undefined {
	if (ts.isTaggedTemplateExpression(expression)) return pathOf(expression.template);
	if (ts.isStringLiteralLike(expression)) return expression.text;
	if (!ts.isTemplateExpression(expression)) return undefined;
	return expression.head.text + expression.templateSpans.map(({ literal }) => `:id${literal.text}`).join('');
}

function valueOf(node: ts.ObjectLiteralExpression, name: string): ts.Expression | undefined {
	const property = node.properties.find((each) => nameOf(each) === name);
	return property && ts.isPropertyAssignment(property) ? property.initializer : undefined;
}

function nodesOf(file: string): ts.Node[] {
	return within(ts.createSourceFile(file, readFileSync(file, 'utf8'), ts.ScriptTarget.Latest, true));
}

function within(node: ts.Node): ts.Node[] {
	const found = [node];
	// The list grows while it is walked through.
	for (const each of found) ts.forEachChild(each, (child) => void found.push(child));
	return found;
}

function sorted(calls: string[]): string[] {
	return [...new Set(calls)].sort();
}
