import { RetellChatApi } from '../../../credentials/RetellChatApi.credentials.ts';
import { API_KEY, type Stage } from '../support/stage.ts';
import { retell } from '../../../tools/n8n/workflows.ts';
import {
	closeCredential,
	credentialField,
	editCredential,
	newCredential,
	openFromCanvas,
	saveCredential,
	testPassed,
	unfoldRefusal,
} from '../../../tools/n8n/editor/editor.ts';
import { eventually } from '../../../tools/n8n/until.ts';
import type { Editor } from './useEditor.ts';

const RULES = new RetellChatApi().test.rules ?? [];

export function credentialTests(editor: Editor, stage: Stage): void {
	describe("the credential's form", () => {
		beforeAll(() => editor.openCanvas(retell('Retell Chat', { resource: 'chat', operation: 'create' })));
		async function open() {
			await openFromCanvas(editor.page, 'Retell Chat');
			const form = await newCredential(editor.page);
			// Until its fields have their first values, it would put them over what is filled in.
			const baseUrl = credentialField(form, 'baseUrl');
			await eventually(async () => expect(await baseUrl.inputValue()).toBe('https://api.retellai.com'));
			return form;
		}
		async function save(apiKey: string) {
			const form = await open();
			await credentialField(form, 'apiKey').fill(apiKey);
			await credentialField(form, 'baseUrl').fill(stage.sandbox.url);
			await saveCredential(form);
			return form;
		}

		test("masks the keys, and knows Retell's address", async () => {
			const form = await open();
			for (const name of ['apiKey', 'webhookKey']) {
				expect(await credentialField(form, name).getAttribute('type')).toBe('password');
			}
			await closeCredential(form);
		});

		test('is green with the right key', async () => {
			const form = await save(API_KEY);
			await form.waitFor({ state: 'detached' });
			const saved = await editCredential(editor.page);
			expect(await testPassed(saved)).toMatch(/^Connection tested successfully/);
			expect(editor.problems()).toEqual([]);
			await closeCredential(saved);
		});

		test('is red with a wrong key, and says what is wrong', async () => {
			const form = await save('key_wrong');
			await unfoldRefusal(form);
			const rule = RULES.find(({ type, properties }) => type === 'responseCode' && properties.value === 401);
			await eventually(async () =>
				expect(await form.innerText()).toContain(rule?.properties.message ?? 'Unauthorized'),
			);
			expect(await form.innerText()).toMatch(/Couldn.t connect with these settings/);
		});
	});
}
