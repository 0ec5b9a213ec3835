// What the package asks, the sandbox answers, and that is what Retell's own SDK asks, and nothing that it marks as
// about to go.
import { globSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';

import ts from 'typescript';

import { RetellChatApi } from '../../credentials/RetellChatApi.credentials.ts';
import { routes } from '../../tools/sandbox/routes/index.ts';
import { EVERY_CALL } from '../unit/everyCall.ts';

interface SdkCall {
	/** Method and path, such as `GET /get-chat/:id`. */
	call: string;
	isDeprecated: boolean;
}

const SDK = dirname(createRequire(import.meta.url).resolve('retell-sdk'));
/** As the SDK is compiled: a text, or a template under `path`. */
const SENDING = /\bthis\._client\.(delete|get|patch|post|put)\((?:\(0, path_1\.path\) )?(['`])(.+?)\2/g;

/** Every call of the installed SDK, with what it says of its future. */
const sdk = globSync(join(SDK, 'resources', '**', '*.js')).flatMap((file) => {
	const calls: SdkCall[] = [];
	const visit = (node: ts.Node) => {
		if (!ts.isMethodDeclaration(node)) return void ts.forEachChild(node, visit);
		const isDeprecated = ts.getJSDocDeprecatedTag(node) !== undefined;
		for (const [, method = '', , path = ''] of node.getText().matchAll(SENDING))
			calls.push({ call: `${method.toUpperCase()} ${path.replaceAll(/\$\{.+?\}/g, ':id')}`, isDeprecated });
	};
	visit(ts.createSourceFile(file, readFileSync(file, 'utf8'), ts.ScriptTarget.Latest, true));
	return calls;
});
const known = new Set(sdk.map(({ call }) => call));
// A call that has moved to another place in the SDK is there twice, once without the mark.
const lasting = new Set(sdk.filter(({ isDeprecated }) => !isDeprecated).map(({ call }) => call));

test('the SDK was read', () => {
	expect(known.size).toBeGreaterThan(80);
	expect(known.size).toBeGreaterThan(lasting.size);
});

test.each(Object.keys(routes))('%s is one of its calls, and not marked as deprecated', (call) => {
	expect(known).toContain(call);
	expect(lasting).toContain(call);
});

test.each(EVERY_CALL)('$method $path is a call of the package, which the sandbox answers', ({ method, path }) => {
	const patterns = Object.keys(routes).map((route) => new RegExp(`^${route.replaceAll(/:\w+/g, '[^/]+')}$`));
	expect(patterns.some((pattern) => pattern.test(`${method} ${path}`))).toBe(true);
});

test('the credential is tested by one of them', () => {
	expect(routes).toHaveProperty([`GET ${new RetellChatApi().test.request.url}`]);
});
