import { setTimeout as pause } from 'node:timers/promises';

import { DEMO_AGENTS } from '../../../tools/sandbox/index.ts';
import { saidBy, welcomePeople } from '../support/people.ts';
import { START_TIMEOUT, type Stage } from '../support/stage.ts';
import { chain, locator, pinned, retell, start } from '../../../tools/n8n/workflows.ts';

const BURSTS = 8;
const PERSON = '+14155550199';
const ANSWER = {
	resource: 'chat',
	operation: 'sendMessage',
	conversation: 'session',
	agentId: locator(DEMO_AGENTS.support),
	sessionKey: PERSON,
	message: '={{ $json.text }}',
};

export function sessionTests(stage: Stage): void {
	describe('a session', () => {
		beforeAll(() => stage.sandbox.reset());

		async function say(text: string) {
			const result = await stage.execute(
				pinned(chain('Answer a person', start(), retell('Answer', ANSWER)), [{ text }]),
			);
			expect([...result.errors]).toEqual([]);
			return result.output.get('Answer')?.[0];
		}

		test(
			'stays one chat when n8n is killed in between',
			async () => {
				const first = await say('Hello');
				expect(first).toMatchObject({ new_chat: true });
				await stage.restart('kill');
				expect(await say('Thank you')).toMatchObject({ chat_id: first?.chat_id, new_chat: false });
				expect(saidBy(stage, PERSON)).toEqual([['Hello', 'Thank you']]);
			},
			START_TIMEOUT,
		);

		test.each([0, 5_000])(
			'is one chat for each person, also if lists show it %i ms late',
			async (listLagMs) => {
				stage.sandbox.quirks.listLagMs = listLagMs;
				const { say: write, said } = await welcomePeople(stage, `people-${listLagMs}`);
				const people = Array.from({ length: 5 }, (_, n) => `at once ${n}, ${listLagMs}`);
				const texts = Array.from({ length: 10 }, (_, n) => `message ${n}`);
				await Promise.all(people.flatMap((person) => texts.map((text) => write(person, text))));
				// Which of ten requests at once n8n takes first is its own matter.
				for (const person of people) expect(said(person).map((chat) => chat.sort())).toEqual([texts]);

				const [some, slow] = [texts.slice(0, 3), `apart, ${listLagMs}`];
				for (const text of some) await write(slow, text);
				expect(said(slow)).toEqual([some]);
			},
			60_000,
		);

		test('gets one reply for a burst of messages, however many people write', async () => {
			stage.sandbox.quirks.listLagMs = 3_000;
			// Long enough for a busy n8n. It answers a webhook with an error when no item comes out at the end.
			const options = { combineWithin: 20, combineMost: 90, onCombined: 'item', checkStatus: false };
			const { say: write, said } = await welcomePeople(stage, 'bursts', { options });
			const people = Array.from({ length: BURSTS }, (_, n) => `burst ${n}`);
			const textsOf = (index: number) => Array.from({ length: 1 + (index % 5) }, (_, n) => `message ${n}`);
			const replies = await Promise.all(
				people.map(async (person, index) => {
					const writing = textsOf(index).map(async (text, n) => {
						// A busy n8n takes them in an order of its own all the same.
						await pause(index * 400 + n * 1_000);
						return await write(person, text);
					});
					return (await Promise.all(writing)).filter(({ combined }) => combined !== true);
				}),
			);
			const linesOf = (text: string) => text.split('\n').sort();
			for (const [index, person] of people.entries())
				expect(said(person).map((chat) => chat.map(linesOf))).toEqual([[textsOf(index)]]);
			for (const each of replies) expect(each).toMatchObject([{ new_chat: true }]);
		}, 120_000);
	});
}
