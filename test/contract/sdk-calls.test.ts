// What the package asks of Retell is what Retell's own SDK asks, and nothing that it marks as about to go.
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';

import { routes } from '../../tools/sandbox/routes/index.ts';
import { callsOfCredentials, callsOfPackage, callsOfSdk } from './sdk-calls.ts';

const sdk = callsOfSdk();
const known = new Set(sdk.map(({ call }) => call));
// A call that has moved to another place in the SDK is there twice, once without the mark.
const lasting = new Set(sdk.filter(({ isDeprecated }) => !isDeprecated).map(({ call }) => call));

const SOURCES: Array<[string, string[]]> = [
	['the nodes', callsOfPackage()],
	['the credential', callsOfCredentials()],
	['the sandbox', routes.map(({ method, path }) => `${method} ${path.replaceAll(/:\w+/g, ':id')}`)],
];

test('both sides were read', () => {
	expect(known.size).toBeGreaterThan(80);
	expect(known.size).toBeGreaterThan(lasting.size);
	expect(callsOfPackage()).toEqual(
		expect.arrayContaining(['POST /create-chat', 'PATCH /update-phone-number/:id', 'DELETE /delete-agent-version/:id']),
	);
	expect(callsOfCredentials()).toEqual(['GET /get-concurrency']);
});

describe.each(SOURCES)('each call of %s', (_source, calls) => {
	test('is one of the SDK', () => {
		expect(calls.filter((call) => !known.has(call))).toEqual([]);
	});

	test('is not marked as deprecated there', () => {
		expect(calls.filter((call) => known.has(call) && !lasting.has(call))).toEqual([]);
	});
});

const file = join(mkdtempSync(join(tmpdir(), 'calls-')), 'call.ts');
afterAll(() => rmSync(dirname(file), { recursive: true }));

test('a call whose names are in quotation marks is read', () => {
	writeFileSync(file, "export const call = { 'method': 'GET', ['path']: '/get-chat' };");
	expect(callsOfPackage([file])).toEqual(['GET /get-chat']);
});

test('what is no call is none', () => {
	writeFileSync(
		file,
		"export const none = [{ httpMethod: 'POST', path: 'webhook' }, { baseURL, url: path, method }, { ...call, settle }];",
	);
	expect(callsOfPackage([file])).toEqual([]);
});

const [, ...unreadable] = readFileSync('test/contract/sdk-calls.unreadable.ts', 'utf8').split(/^(?=export const )/m);

test.each(unreadable)('a call that is written otherwise is not passed over: %s', (call) => {
	writeFileSync(file, call);
	expect(() => callsOfPackage([file])).toThrow('What call is this?');
});
