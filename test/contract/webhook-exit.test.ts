import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { promisify } from 'node:util';

// A process of its own, with deliveries under way, repeats to come and chats to be closed.
const SCRIPT = `
import { createServer } from 'node:http';
const { startSandbox } = await import(process.argv[1]);
let asked = 0;
const silent = createServer(() => (asked += 1));
await new Promise((resolve) => silent.listen(0, '127.0.0.1', resolve));
silent.unref();
const url = 'http://127.0.0.1:' + silent.address().port;
const sandbox = await startSandbox({ seed: 'empty' });
for (const webhook_url of [url, 'http://127.0.0.1:1/']) {
  const { agent_id } = sandbox.store.addAgent({ webhook_url });
  sandbox.store.startChat({ agent_id });
}
sandbox.store.addPhoneNumber({ phone_number: '+14155550142', inbound_sms_webhook_url: url });
const text = sandbox.receiveSms({ from: '+14155550199', to: '+14155550142', text: 'x' });
// The event and the text are unanswered, and the other event waits to be repeated.
const isRefused = () => sandbox.webhooks.deliveries.some(({ error }) => error !== null);
while (asked < 2 || !isRefused()) await new Promise((resolve) => setTimeout(resolve, 5));
await sandbox.close();
sandbox.store.startChat({ agent_id: sandbox.store.agents()[0].agent_id });
console.log((await text).outcome, sandbox.webhooks.deliveries.length);
`;

test('nothing keeps a process alive after close', async () => {
	const sandbox = pathToFileURL(join(__dirname, '../../tools/sandbox/index.ts')).href;
	const args = ['--input-type=module', '-e', SCRIPT, sandbox];
	// Whatever stays alive is killed, which is an error.
	const output = await promisify(execFile)(process.execPath, args, { timeout: 120_000, killSignal: 'SIGKILL' });
	expect(output).toEqual({ stdout: 'unanswered 0\n', stderr: '' });
});
