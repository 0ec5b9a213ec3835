import fc from 'fast-check';

import { baseUrlOf } from '../../nodes/retell/http/credential.ts';
import { Explained } from '../../nodes/messages/explained.ts';
import { readOrRefused, refusalOf } from './explained.ts';

test.each([
	['https://api.retellai.com', 'https://api.retellai.com'],
	[' https://api.retellai.com// ', 'https://api.retellai.com'],
	['https://proxy.example:8443/retell/', 'https://proxy.example:8443/retell'],
	['http://localhost:3000', 'http://localhost:3000'],
	['http://127.0.0.1', 'http://127.0.0.1'],
	['http://127.8.0.1:1', 'http://127.8.0.1:1'],
	['http://[::1]:3000/', 'http://[::1]:3000'],
	['HTTP://LOCALHOST', 'HTTP://LOCALHOST'],
])('%p is %p', (value, url) => {
	expect(baseUrlOf(value)).toBe(url);
});

test.each([
	'',
	' ',
	'api.retellai.com',
	'localhost:3000',
	'//api.retellai.com',
	'ftp://localhost',
	'file:///etc',
	'https://',
	'https://a b',
])('%p is not a URL', (value) => {
	const { message } = refusalOf(() => baseUrlOf(value));
	expect(message).toContain('"Base URL" must be a URL, such as https://api.retellai.com');
});

test.each([
	'http://api.retellai.com',
	'http://localhost.example',
	'http://127.0.0.1.example',
	'http://example/?localhost',
	'http://localhost@example',
	'http://10.0.0.1',
	'http://[::2]',
])('%p is not encrypted', (value) => {
	expect(() => baseUrlOf(value)).toThrow('"Base URL" must start with https://');
});

test('no text makes the key travel unencrypted', () => {
	const start = fc.constantFrom('http://', ' http:', 'HTTP:/\\', 'http://localhost', 'http://127.0.0.1', '');
	fc.assert(
		fc.property(start, fc.webUrl(), fc.string(), (before, url, after) => {
			for (const text of [before + after, before + url.replace(/^https?:/, ''), before + after + url]) {
				const taken = readOrRefused(() => new URL(baseUrlOf(text)));
				if (taken instanceof Explained) continue;
				expect(taken.protocol === 'https:' || /^(localhost|127\.[\d.]+|\[::1\])$/.test(taken.hostname)).toBe(true);
			}
		}),
		{ numRuns: 500 },
	);
});
