// The verdict on a webhook's signature is that of Retell's own SDK.
import { createHmac } from 'node:crypto';

import fc from 'fast-check';
import { symmetric } from 'retell-sdk/lib/webhook_auth';

import { isSigned } from '../../nodes/retell/webhooks/signature.ts';
import { anyCharacter } from './arbitraries.ts';

const KEY = 'key_0123456789abcdef';
const NOW = 1_800_000_000_000;
const bytes = (text: string) => new TextEncoder().encode(text);
const BODY = JSON.stringify({ event: 'chat_ended' });

const header = fc.oneof(
	{ withCrossShrink: true },
	{ weight: 6, arbitrary: fc.record({ at: fc.integer({ min: -400_000, max: 400_000 }), other: fc.boolean() }) },
	fc.constantFrom('', 'v=1', 'v=,d=', 'd=00,v=1', `v=${NOW},d=xyz`, `v=${NOW}.5,d=${'0'.repeat(64)}`),
	fc.string({ unit: anyCharacter }),
);
const change = fc.constantFrom(
	...Array.from({ length: 6 }, () => (text: string) => text),
	(text: string) => text.toUpperCase().replace('V=', 'v=').replace('D=', 'd='),
	(text: string) => text.toUpperCase(),
	(text: string) => text.replace('v=', 'v=0'),
	(text: string) => ` ${text}`,
	(text: string) => `${text}0`,
	(text: string) => text.slice(0, -1),
	(text: string) => text.replace(/.$/, (digit) => (digit === '0' ? '1' : '0')),
	(text: string) => text.replace(',', ', '),
	(text: string) => `${text},d=${'0'.repeat(64)}`,
);

test('2,000 bodies and headers: the verdict is that of the SDK', async () => {
	const verdicts = { true: 0, false: 0 };
	await fc.assert(
		fc.asyncProperty(fc.string({ unit: anyCharacter, maxLength: 200 }), header, change, async (body, from, alter) => {
			const whole =
				typeof from === 'string' ? from : await symmetric.sign(body, from.other ? 'another' : KEY, NOW + from.at);
			const signature = alter(whole);
			const verdict = isSigned(bytes(body), KEY, signature, NOW);
			expect(verdict).toBe(await symmetric.verify(body, KEY, signature, { timestamp: NOW }));
			verdicts[`${verdict}`]++;
		}),
		{ numRuns: 2000 },
	);
	expect(Math.min(verdicts.true, verdicts.false)).toBeGreaterThan(200);
});

test.each([undefined, null, '', [], ['v=1,d=2'], {}, 7])('no signature: %p', (signature) => {
	expect(isSigned(bytes(BODY), KEY, signature, NOW)).toBe(false);
});

test('a time beyond all numbers is refused, however it is signed', () => {
	const time = '9'.repeat(30);
	const digest = createHmac('sha256', KEY)
		.update(BODY + time)
		.digest('hex');
	expect(isSigned(bytes(BODY), KEY, `v=${time},d=${digest}`, NOW)).toBe(false);
});
