import { spawn, type ChildProcess } from 'node:child_process';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';

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

let child: ChildProcess | undefined;
afterEach(() => child?.kill('SIGKILL'));

// One that stays alive ends with the time of the test.
test('nothing keeps a process alive after close', async () => {
	const sandbox = pathToFileURL(join(__dirname, '../../tools/sandbox/index.ts')).href;
	child = spawn(process.execPath, ['--input-type=module', '-e', SCRIPT, sandbox]);
	let output = '';
	child.stdout?.on('data', (chunk: Buffer) => (output += chunk.toString()));
	child.stderr?.on('data', (chunk: Buffer) => (output += chunk.toString()));
	const code = await new Promise((resolve) => child?.on('close', resolve));
	expect({ code, output }).toEqual({ code: 0, output: 'unanswered 0\n' });
});
