// Which addresses Retell, which is on the internet, can never call.
import { isPrivate } from '../../nodes/retell/webhooks/reachable.ts';

const hostOf = (host: string) => new URL(`http://${host}:5678/webhook`).hostname;

test.each([
	'localhost',
	'n8n.localhost',
	'LOCALHOST',
	'localhost.',
	'127.0.0.1',
	'127.1',
	'0.0.0.0',
	'10.1.2.3',
	'172.16.0.1',
	'172.31.255.255',
	'192.168.178.20',
	'169.254.1.1',
	'[::1]',
	'[::]',
	'[fd00::1]',
	'[fe80::1]',
	'n8n',
	'n8n.local',
	'n8n.internal',
	'n8n.lan',
	'n8n.home.arpa',
])('it cannot call %s', (host) => {
	expect(isPrivate(hostOf(host))).toBe(true);
});

test.each([
	'n8n.example.com',
	'localhost.example.com',
	'local.example',
	'10.example.com',
	'172.15.0.1',
	'172.32.0.1',
	'192.169.0.1',
	'11.0.0.1',
	'8.8.8.8',
	'[2001:db8::1]',
	'abc.loca.lt',
])('it may be able to call %s', (host) => {
	expect(isPrivate(hostOf(host))).toBe(false);
});
