import { existsSync } from 'node:fs';
import { chromium, selectors, type BrowserContextOptions, type Page } from 'playwright-core';

selectors.setTestIdAttribute('data-test-id');

/** Where Chromium is on most machines. */
const PLACES = [
	'/usr/bin/chromium',
	'/usr/bin/chromium-browser',
	'/usr/bin/google-chrome',
	'/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
];

/** What a browser reports of itself for its own reasons, and not of n8n or the package. */
const NOISE = /ResizeObserver loop/;

export interface OpenBrowser {
	pid: number;
	/** A page of a new person: no cookies, no settings. */
	open: (options: BrowserContextOptions) => Promise<OpenPage>;
	close: () => Promise<void>;
}

export interface OpenPage {
	page: Page;
	/** What the browser's console shows in red, and what n8n refused, since this was last emptied. */
	problems: string[];
}

function place(): string {
	const found = process.env['CHROMIUM_PATH'] ?? PLACES.find((path) => existsSync(path));
	if (found !== undefined) return found;
	throw new Error(
		'No Chromium is here, and n8n\'s editor needs one. Install it (on Debian: "apt-get install chromium"), ' +
			'or say in CHROMIUM_PATH where it is.',
	);
}

export async function openBrowser(): Promise<OpenBrowser> {
	const server = await chromium.launchServer({ executablePath: place(), args: ['--disable-gpu', '--disable-quic'] });
	const { pid } = server.process();
	if (pid === undefined) throw new Error('Chromium could not be started');
	const browser = await chromium.connect(server.wsEndpoint());
	return {
		pid,
		open: async (options) => {
			const context = await browser.newContext({
				locale: 'en-US',
				timezoneId: 'UTC',
				colorScheme: 'light',
				viewport: { width: 1440, height: 900 },
				...options,
			});
			// The editor asks npm and others about this and that: here it finds nobody.
			const { hostname } = new URL(options.baseURL ?? '');
			await context.route(
				(url) => url.hostname !== hostname,
				(route) => route.fulfill({ json: {} }),
			);
			const page = await context.newPage();
			page.setDefaultTimeout(60_000);
			return { page, problems: watch(page) };
		},
		close: async () => {
			await browser.close();
			await server.close();
		},
	};
}

function watch(page: Page): string[] {
	const problems: string[] = [];
	const add = (problem: string) => {
		if (!NOISE.test(problem)) problems.push(problem);
	};
	page.on('console', (message) => {
		if (message.type() === 'error') add(`${message.text()} ${message.location().url}`);
	});
	page.on('pageerror', (error) => add(error.message));
	page.on('response', (response) => {
		if (response.status() >= 400) add(`HTTP ${response.status()} ${response.url()}`);
	});
	return problems;
}
