import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { INode } from 'n8n-workflow';
import type { BrowserContextOptions, Locator, Page, PageScreenshotOptions } from 'playwright-core';
import sharp from 'sharp';
import { openBrowser } from '../n8n/editor/browser.ts';
import { signIn } from '../n8n/editor/editor.ts';
import { buildAndPack, ensureN8n, installPackage, n8nClient, startN8n } from '../n8n/index.ts';
import type { Credential, Owner, Saved, WorkflowFile } from '../n8n/index.ts';
import { startSandbox, type Sandbox } from '../sandbox/index.ts';

/** What a picture is taken of, and how much of it is shown. */
export interface Shot {
	of: Page | Locator;
	clip?: PageScreenshotOptions['clip'];
	hidden?: string;
}

export interface Studio {
	sandbox: Sandbox;
	/** Opens n8n's editor, the owner signed in. */
	editor: (options?: BrowserContextOptions) => Promise<Page>;
	/** Opens a page without n8n. */
	blank: (options?: BrowserContextOptions) => Promise<Page>;
	/** Imports a workflow with credentials in all nodes that have to have one, as if somebody had set it up. */
	save: (workflow: WorkflowFile) => Promise<Saved>;
	take: (name: string, picture: Picture) => Promise<number>;
}

export type Picture = (studio: Studio) => Promise<Shot>;

interface Options {
	root: string;
	scratch: string;
	onCleanup: (close: () => Promise<void>) => void;
}

const OWNER: Owner = { email: 'owner@example.com', password: 'Pictures-0', firstName: 'Docs', lastName: 'Owner' };
const SCALE = 1.5;

/** What comes and goes by itself: messages, tooltips, and where the expressions' editor has its own. */
const PASSING = [
	'.el-notification',
	'[role="tooltip"]',
	'[data-reka-popper-content-wrapper]:has([role="tooltip"])',
	'[class^="ͼ"]:empty',
];

export async function openStudio({ root, scratch, onCleanup }: Options): Promise<Studio> {
	const tarball = await buildAndPack(root, scratch);
	const sandbox = await startSandbox({ clock: 'manual' });
	onCleanup(() => sandbox.close());
	const n8nDir = await ensureN8n({ installDir: join(root, '.n8n-install'), n8nPath: process.env['N8N_PATH'] });
	await installPackage(tarball, scratch);
	const n8n = await startN8n({
		n8nDir,
		userFolder: scratch,
		env: { GENERIC_TIMEZONE: 'UTC', WEBHOOK_URL: 'https://n8n.example.com/' },
	});
	onCleanup(n8n.stop);
	const client = n8nClient(n8n.url);
	await client.signIn(OWNER);
	const browser = await openBrowser();
	onCleanup(browser.close);
	const first = await browser.open({ baseURL: n8n.url });
	await signIn(first.page, OWNER);
	const signedIn = await first.page.context().storageState();
	await first.page.context().close();

	const credentials = new Map<string, Saved>();
	async function credentialOf(type: string): Promise<Saved> {
		const isOurs = type === 'retellChatApi';
		const data = isOurs ? { apiKey: sandbox.apiKey, baseUrl: sandbox.url, webhookKey: '' } : {};
		const credential: Credential = { name: isOurs ? 'Retell Chat account' : `${type} account`, type, data };
		const saved = credentials.get(type) ?? (await client.saveCredential(credential));
		credentials.set(type, saved);
		return saved;
	}
	async function setUp(node: INode): Promise<INode> {
		const types = node.type.startsWith('n8n-nodes-retell-chat.') ? ['retellChatApi'] : (CREDENTIALS[node.type] ?? []);
		const entries = await Promise.all(types.map(async (type) => [type, await credentialOf(type)] as const));
		return entries.length === 0 ? node : { ...node, credentials: Object.fromEntries(entries) };
	}

	async function blank(options: BrowserContextOptions = {}): Promise<Page> {
		const { page } = await browser.open({
			baseURL: n8n.url,
			viewport: { width: 1280, height: 800 },
			deviceScaleFactor: SCALE,
			...options,
		});
		onCleanup(() => page.context().close());
		return page;
	}

	const studio: Studio = {
		sandbox,
		blank,
		editor: (options) => blank({ ...options, storageState: signedIn }),
		save: async (workflow) => {
			const nodes: INode[] = [];
			for (const node of workflow.nodes) nodes.push(await setUp(node));
			return client.saveWorkflow({ ...workflow, nodes });
		},
		take: async (name, picture) => {
			sandbox.reset();
			const { of, clip, hidden } = await picture(studio);
			const style = `${[...PASSING, hidden].filter(Boolean).join()} { visibility: hidden !important }`;
			const image = await of.screenshot({ style, animations: 'disabled', ...(clip && { clip }) });
			const small = await sharp(image).png({ palette: true, colours: 128, effort: 10, compressionLevel: 9 }).toBuffer();
			const file = join(root, 'docs', 'screenshots', `${name}.png`);
			await mkdir(dirname(file), { recursive: true });
			await writeFile(file, small);
			const page = 'page' in of ? of.page() : of;
			await page.context().close();
			return small.length;
		},
	};
	return studio;
}

/** The credentials of the other apps' nodes in the examples. */
const CREDENTIALS: Record<string, string[]> = {
	'n8n-nodes-base.hubspot': ['hubspotAppToken'],
	'n8n-nodes-base.httpRequest': ['hubspotAppToken'],
	'n8n-nodes-base.slack': ['slackApi'],
	'n8n-nodes-base.whatsApp': ['whatsAppApi'],
	'n8n-nodes-base.whatsAppTrigger': ['whatsAppTriggerApi'],
	'@n8n/n8n-nodes-langchain.lmChatOpenAi': ['openAiApi'],
};
