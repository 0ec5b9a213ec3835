import { RetellChatApi } from '../../../credentials/RetellChatApi.credentials.ts';
import { API_KEY } from '../support/stage.ts';
import type { Stage } from '../support/stage.ts';
import { retell } from '../support/workflows.ts';
import {
  credentialField,
  editCredential,
  newCredential,
  openFromCanvas,
  saveCredential,
  testPassed,
  testRefused,
} from './editor.ts';
import type { Editor } from './useEditor.ts';

const RULES = new RetellChatApi().test.rules ?? [];

export function credentialTests(editor: Editor, stage: Stage): void {
  describe("the credential's form", () => {
    async function open() {
      await editor.openCanvas(retell('Retell Chat', { resource: 'chat', operation: 'create' }));
      await openFromCanvas(editor.page, 'Retell Chat');
      return newCredential(editor.page);
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
      expect(await credentialField(form, 'baseUrl').inputValue()).toBe('https://api.retellai.com');
    });

    test('is green with the right key', async () => {
      const form = await save(API_KEY);
      await form.waitFor({ state: 'detached' });
      expect(await testPassed(await editCredential(editor.page))).toMatch(/^Connection tested successfully/);
      expect(editor.problems()).toEqual([]);
    });

    test('is red with a wrong key, and says what is wrong', async () => {
      const said = await testRefused(await save('key_wrong'));
      expect(said).toMatch(/Couldn.t connect with these settings/);
      const rule = RULES.find(({ type, properties }) => type === 'responseCode' && properties.value === 401);
      expect(said).toContain(rule?.properties.message ?? 'Unauthorized');
    });
  });
}
