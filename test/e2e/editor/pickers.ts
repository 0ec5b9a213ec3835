import type { Stage } from '../support/stage.ts';
import { retell } from '../../../tools/n8n/workflows.ts';
import { openFromCanvas, openPicker, parameter, searchPicker, setMode } from '../../../tools/n8n/editor/editor.ts';
import { eventually } from '../../../tools/n8n/until.ts';
import type { Editor } from './useEditor.ts';
import { DAY } from '../../../tools/times.ts';

/** More than two pages of the picker. */
const MANY = 250;

export function pickerTests(editor: Editor, stage: Stage): void {
	describe('a picker', () => {
		beforeAll(() =>
			editor.openCanvas(
				retell('With an agent', { resource: 'chat', operation: 'create' }),
				retell('With a chat', { resource: 'chat', operation: 'get' }),
			),
		);
		beforeEach(() => stage.sandbox.reset());

		test('lists the agents, searches them, and keeps the one that is picked', async () => {
			const { page } = editor;
			await openFromCanvas(page, 'With an agent');
			const rows = await openPicker(page, 'agentId');
			expect((await rows.allInnerTexts()).slice(0, 3)).toEqual(['Support', 'Order desk', 'Receptionist']);

			await searchPicker(page, 'billing, g');
			await eventually(async () => expect(await rows.allInnerTexts()).toEqual(['Billing, Graz', 'Billing, Ghent']));
			await rows.first().click();
			const input = parameter(page, 'agentId').getByTestId('rlc-input');
			await eventually(async () => expect(await input.inputValue()).toBe('Billing, Graz'));
			expect(editor.problems()).toEqual([]);
		});

		test('loads more agents when one scrolls, to the last of them', async () => {
			const { page } = editor;
			const { store, requests } = stage.sandbox;
			const before = Date.now() - 365 * DAY;
			for (let n = 1; n <= MANY; n += 1) {
				store.addAgent({ agent_name: `Desk ${n}`, user_modified_timestamp: before - n * DAY });
			}
			const all = store.agents().filter(({ channel }) => channel === 'chat').length;
			requests.length = 0;

			await openFromCanvas(page, 'With an agent');
			const rows = await openPicker(page, 'agentId');
			expect(await rows.count()).toBeLessThan(all);
			await eventually(async () => {
				await rows.last().scrollIntoViewIfNeeded();
				expect(await rows.last().innerText()).toBe(`Desk ${MANY}`);
			});
			expect(new Set(await rows.allInnerTexts()).size).toBe(all);
			// n8n sometimes asks for a page twice, if one scrolls while it loads.
			const pages = requests
				.filter(({ path }) => path === '/v2/list-agents')
				.map(({ query }) => query['pagination_key']);
			expect(new Set(pages).size).toBe(Math.ceil(all / 100));
		});

		test('says why it has no list', async () => {
			const { page } = editor;
			await openFromCanvas(page, 'With an agent');
			stage.sandbox.keys.clear();
			await parameter(page, 'agentId').getByTestId('rlc-input').click();
			await page.getByText('API key').first().waitFor();
		});

		test('takes an ID, too', async () => {
			const { page } = editor;
			await openFromCanvas(page, 'With a chat');
			await setMode(page, 'chatId', 'id');
			const input = parameter(page, 'chatId').getByTestId('rlc-input');
			await eventually(async () => expect(await input.getAttribute('placeholder')).toMatch(/^e\.g\. chat_/));
		});
	});
}
