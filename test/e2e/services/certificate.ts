import { execa } from 'execa';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';

interface Certificate {
	/** The file that a client has to trust. */
	file: string;
	key: string;
	cert: string;
}

/** Makes a certificate for these hosts, for a day. */
export async function makeCertificate(folder: string, hosts: string[]): Promise<Certificate> {
	const file = join(folder, 'certificate.pem');
	const keyFile = join(folder, 'key.pem');
	const names = hosts.map((host) => `DNS:${host}`).join(',');
	try {
		await execa('openssl', [
			...['req', '-x509', '-newkey', 'rsa:2048', '-nodes', '-days', '1', '-subj', '/CN=Services of the tests'],
			...['-addext', `subjectAltName=${names}`, '-keyout', keyFile, '-out', file],
		]);
	} catch (error) {
		throw new Error('The examples need openssl, to stand in for Slack and others: apt-get install openssl', {
			cause: error,
		});
	}
	return { file, key: await readFile(keyFile, 'utf8'), cert: await readFile(file, 'utf8') };
}
