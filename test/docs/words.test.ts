// Every text that a user can meet speaks as n8n's own nodes do: no word that people have to read twice.
import type { INodeProperties } from 'n8n-workflow';

import { RetellChatApi } from '../../credentials/RetellChatApi.credentials.ts';
import { RetellChat } from '../../nodes/RetellChat/RetellChat.node.ts';
import { RetellChatTrigger } from '../../nodes/RetellChatTrigger/RetellChatTrigger.node.ts';
import { RetellChatWebhookTrigger } from '../../nodes/RetellChatWebhookTrigger/RetellChatWebhookTrigger.node.ts';
import { RetellInboundSmsTrigger } from '../../nodes/RetellInboundSmsTrigger/RetellInboundSmsTrigger.node.ts';
import { MESSAGES } from '../../tools/troubleshooting/messages.ts';
import { EXAMPLES, notes, textOf } from '../examples/examples.ts';
import { PAGES } from './pages.ts';

/** What to say in their place stands beside them. */
const BANNED: Array<[word: RegExp, instead: string]> = [
	[/\bfill(s|ed)? in\b/i, 'enter'],
	[/\bpick(s|ed)? (a|an|one|it|the)\b/i, 'select'],
	[/\bmend(s|ed|ing)?\b/i, 'fix'],
	[/\bfor good\b/i, 'permanently'],
	[/\bfulfil(l?s|led)?\b/i, 'match'],
	[/\b(is|are|was) told\b/i, 'shows, returns, sends'],
	[/\ball the same\b/i, 'anyway, still'],
	[/\balso (when|where)\b/i, 'even when'],
	[/\bnobody writes\b/i, 'idle'],
	[/\bthe others\b/i, 'the rest'],
	[/\brepetitions?\b/i, 'duplicate'],
	[/\b(is|are|be|never) repeated\b/i, 'retried'],
	[/\bmay not do\b/i, "doesn't have permission"],
	[/\byields?\b/i, 'returns'],
	[/\bis not a (text|number|date)\b/i, 'must be'],
	[/\bwhom\b/i, 'another sentence'],
	[/\ba text\b(?! message)/i, 'text, or a text message'],
	[/\bbeside\b/i, 'next to, besides'],
];

/** Pages for those who change the package, and what changed. */
const FOR_MAINTAINERS = ['CHANGELOG.md', 'CONTRIBUTING.md', 'LICENSE.md', 'docs/architecture.md', 'docs/benchmarks.md'];

const SHOWN = [
	'displayName',
	'description',
	'placeholder',
	'hint',
	'action',
	'subtitle',
	'header',
	'active',
	'inactive',
];

interface Text {
	at: string;
	text: string;
}

/** All that the editor shows of a description, however deep. */
function textsOf(at: string, value: unknown): Text[] {
	if (Array.isArray(value)) return value.flatMap((each) => textsOf(at, each));
	if (typeof value !== 'object' || value === null) return [];
	return Object.entries(value).flatMap(([key, inner]) =>
		typeof inner === 'string' && (SHOWN.includes(key) || /message|hint|description/i.test(key))
			? [{ at: `${at}: ${key}`, text: inner }]
			: textsOf(at, inner),
	);
}

const nodes = [
	new RetellChat(),
	new RetellChatTrigger(),
	new RetellChatWebhookTrigger(),
	new RetellInboundSmsTrigger(),
];
const properties: INodeProperties[] = new RetellChatApi().properties;

const TEXTS: Record<string, Text[]> = {
	panels: [
		...nodes.flatMap(({ description }) => textsOf(description.name, description)),
		...textsOf('credential', properties),
	],
	messages: Object.entries(MESSAGES).flatMap(([file, messages]) =>
		messages.map(({ name, text, advice }) => ({ at: `${file}.ts: ${name}`, text: `${text}. ${advice}` })),
	),
	pages: PAGES.filter(({ file }) => !FOR_MAINTAINERS.includes(file)).flatMap(({ file, text }) =>
		text.split('\n').map((line, index) => ({ at: `${file}:${index + 1}`, text: line })),
	),
	notes: EXAMPLES.flatMap((example) =>
		notes(example).map((note) => ({ at: `${example.id}: ${note.name}`, text: textOf(note) })),
	),
};

test('what stands under a trigger of a published workflow asks nobody to publish it', () => {
	const panels = nodes.flatMap(({ description: { triggerPanel } }) =>
		typeof triggerPanel === 'object' ? [triggerPanel] : [],
	);
	expect(panels).toHaveLength(3);
	for (const { executionsHelp, activationHint } of panels) {
		// A text that is not one of two is shown in both states.
		expect([executionsHelp, activationHint]).toEqual(
			Array(2).fill({ active: expect.any(String) as string, inactive: expect.any(String) as string }),
		);
		for (const { active } of [executionsHelp, activationHint] as Array<{ active: string }>) {
			expect(active.replace('The workflow is published.', '')).not.toMatch(/publish/i);
		}
	}
});

test('no notice has tags, which n8n leaves out, so that its sentences run together', () => {
	const notices = nodes.flatMap(({ description }) => description.properties.filter(({ type }) => type === 'notice'));
	expect(notices.length).toBeGreaterThan(5);
	expect(notices.map(({ displayName }) => displayName).filter((text) => text.includes('<br'))).toEqual([]);
});

test('whatever lets a workflow choose the agent for a text message says who writes the reply', () => {
	const optionsOf = (name: string) =>
		nodes.flatMap(({ description: { properties } }) =>
			properties.filter((each) => each.name === name).flatMap(({ options = [] }) => options),
		);
	const choosing = optionsOf('operation').filter((each) => 'value' in each && each.value === 'answer');
	const respond = optionsOf('responseMode');
	expect([choosing.length, respond.length]).toEqual([1, 2]);
	for (const option of [...choosing, ...respond]) {
		expect('description' in option && option.description).toContain('The agent writes the reply');
	}
});

test.each(Object.keys(TEXTS))('the %s say it in plain words', (kind) => {
	const texts = TEXTS[kind] ?? [];
	expect(texts.length).toBeGreaterThan(20);
	const found = texts.flatMap(({ at, text }) =>
		BANNED.filter(([word]) => word.test(text)).map(
			([word, instead]) => `${at}: "${word.exec(text)?.[0]}" (${instead}): ${text.slice(0, 160)}`,
		),
	);
	expect(found).toEqual([]);
});
