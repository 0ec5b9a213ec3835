// n8n's guidelines for templates (submission and sticky notes), as far as a program can check them.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

import type { INode } from 'n8n-workflow';

import { assignmentsOf, EXAMPLES, FOLDER, notes, STICKY, textOf, VALUES, wires, workers } from './examples.ts';
import { markDone } from '../../tools/tour/notes.ts';
import { N8N_NODES, OUR_NODES } from './nodeTypes.ts';

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[1-8][0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/;
/** Keys, tokens, IDs, addresses and numbers of somebody's own. */
const PRIVATE = /\b(sk-|xox[a-z]-|key_|agent_|chat_[0-9a-f]{8}|Bearer )|[\w.]+@[\w-]+\.\w+|\+\d{8,}/;
const GRID = 20;
/** A node on the canvas with the name under it, in pixels. */
const NODE = { width: 96, height: 136 };

interface Box {
	x: number;
	y: number;
	width: number;
	height: number;
}

describe.each(EXAMPLES)('$id', (example) => {
	const { id, workflow } = example;
	const isOverview = ({ parameters }: INode) => parameters.color === undefined || parameters.color === 1;
	const overview = notes(example).filter(isOverview);
	const sections = notes(example).filter((note) => !isOverview(note));

	test('has one yellow note in the upper left that explains it', () => {
		expect(overview).toHaveLength(1);
		const [note] = overview;
		const text = textOf(note);
		expect(text.startsWith(`## ${workflow.name}\n`)).toBe(true);
		expect(text).toContain('\n### How it works\n');
		expect(text).toContain('\n### Setup\n');
		expect(text).toContain('n8n-nodes-retell-chat');
		expect(wordsOf(text)).toBeGreaterThanOrEqual(100);
		expect(wordsOf(text)).toBeLessThanOrEqual(300);
		expect(note?.position).toEqual([
			Math.min(...workflow.nodes.map(({ position: [x] }) => x)),
			Math.min(...workflow.nodes.map(({ position: [, y] }) => y)),
		]);
	});

	test('has a step of its own for what npm start does, which then says so', () => {
		const steps = overview.flatMap((note) => textOf(markDone(note)).match(/^\d\. .*$/gm) ?? []);
		const done = steps.filter((step) => step.includes('**Done:**'));
		expect(done).toEqual([
			expect.stringMatching(/^1\. \*\*Done:\*\* Install the community node /),
			expect.stringMatching(/^\d\. \*\*Done:\*\* Select your Retell Chat API credential .*in [^.]*\.$/),
		]);
		const todo = steps.filter((step) => !done.includes(step));
		expect(todo.filter((step) => /Retell (Chat API )?credential/.test(step))).toEqual([]);
	});

	test('has white notes of less than 50 words, each around several nodes', () => {
		for (const note of sections) {
			expect(note.parameters.color).toBe(7);
			expect(textOf(note)).toMatch(/^## .+\n.+/);
			expect(wordsOf(textOf(note))).toBeLessThan(50);
			expect(workers(example).filter((node) => contains(boxOf(note), boxOf(node))).length).toBeGreaterThan(1);
		}
	});

	test('has every node within one white note, below its text', () => {
		for (const node of workers(example)) {
			const around = sections.filter((note) => contains(boxOf(note), boxOf(node)));
			expect({ node: node.name, notes: around.length }).toEqual({ node: node.name, notes: 1 });
			for (const note of around) expect(boxOf(node).y - boxOf(note).y).toBeGreaterThanOrEqual(140);
		}
	});

	test('has no nodes and no notes over one another', () => {
		for (const group of [workers(example), notes(example)]) {
			const over = group.flatMap((a, index) =>
				group.slice(index + 1).flatMap((b) => (overlap(boxOf(a), boxOf(b)) ? [`${a.name} and ${b.name}`] : [])),
			);
			expect(over).toEqual([]);
		}
	});

	test('goes from left to right, on the grid', () => {
		const at = new Map(workflow.nodes.map((node) => [node.name, node.position]));
		for (const { from, to, type } of wires(example)) {
			const [[x = 0, y = 0] = [], [toX = 0, toY = 0] = []] = [at.get(from), at.get(to)];
			// A sub-node stands below the node that it serves.
			expect({ from, to, forward: type === 'main' ? x < toX : y > toY }).toEqual({ from, to, forward: true });
		}
		for (const node of workflow.nodes) {
			const { x, y, width, height } = boxOf(node);
			const sizes = node.type === STICKY ? [x, y, width, height] : [x, y];
			expect({ node: node.name, off: sizes.filter((each) => each % GRID !== 0) }).toEqual({ node: node.name, off: [] });
		}
	});

	test('has names that tell what the nodes do', () => {
		const names = workers(example).map(({ name }) => name);
		const defaults = [...Object.values(N8N_NODES), ...Object.values(OUR_NODES)].map((type) =>
			'defaultName' in type ? type.defaultName : String(type.defaults.name),
		);
		const actions = Object.values(OUR_NODES).flatMap(({ properties }) =>
			properties.flatMap(({ options = [] }) =>
				options.flatMap((each) => ('action' in each ? (each.action ?? []) : [])),
			),
		);
		for (const name of names) {
			expect(name).toMatch(/^[A-Z][A-Za-z0-9 ]{4,39}\??$/);
			expect([...defaults, ...actions]).not.toContain(name.replace(/ ?\d+$/, ''));
		}
		expect(new Set(workflow.nodes.map(({ name }) => name)).size).toBe(workflow.nodes.length);
	});

	test("keeps the person's values, if it has any, in one node", () => {
		const values = workers(example).filter(({ name }) => name === VALUES);
		expect(values.length).toBeLessThanOrEqual(1);
		for (const { value } of values.flatMap(assignmentsOf)) expect(String(value)).not.toMatch(/^=/);
	});

	test('is a draft without data, with the order of execution of today', () => {
		expect(workflow.active).toBe(false);
		expect(workflow.pinData).toBeUndefined();
		expect(workflow.settings).toEqual({ executionOrder: 'v1' });
	});

	test('holds nothing of anybody', () => {
		// n8n chooses the credential by itself where the person has exactly one.
		expect(workflow.nodes.filter(({ credentials }) => credentials)).toEqual([]);
		const text = JSON.stringify(workflow.nodes.map(({ parameters }) => parameters));
		expect(PRIVATE.exec(text.replaceAll(/\bagent_(id|name)\b/g, ''))?.[0]).toBeUndefined();
	});

	test('is written the way n8n writes it, in plain characters', () => {
		const file = readFileSync(join(FOLDER, `${id}.json`), 'utf8');
		expect(file).toBe(`${JSON.stringify(workflow, null, 2)}\n`);
		expect(/[^\x20-\x7e\n]/.exec(file)?.[0]).toBeUndefined();
	});
});

test('each node has an ID of its own', () => {
	const ids = EXAMPLES.flatMap(({ workflow }) =>
		workflow.nodes.flatMap(({ id, webhookId }) => [id, webhookId ?? []].flat()),
	);
	for (const id of ids) expect(id).toMatch(UUID);
	expect(new Set(ids).size).toBe(ids.length);
});

test('nodes that take calls have an address', () => {
	const called = EXAMPLES.flatMap(workers).filter(({ type }) =>
		/\.(chatTrigger|formTrigger|retellChatWebhookTrigger|retellInboundSmsTrigger|whatsAppTrigger)$/.test(type),
	);
	for (const { name, webhookId } of called)
		expect({ name, webhookId }).toEqual({ name, webhookId: expect.any(String) as string });
});

function boxOf({ type, position: [x, y], parameters }: INode): Box {
	if (type !== STICKY) return { x, y, ...NODE };
	return { x, y, width: Number(parameters.width), height: Number(parameters.height) };
}

function contains(outer: Box, inner: Box): boolean {
	return (
		inner.x >= outer.x &&
		inner.y >= outer.y &&
		inner.x + inner.width <= outer.x + outer.width &&
		inner.y + inner.height <= outer.y + outer.height
	);
}

function overlap(a: Box, b: Box): boolean {
	return a.x < b.x + b.width && b.x < a.x + a.width && a.y < b.y + b.height && b.y < a.y + a.height;
}

function wordsOf(text: string): number {
	return text.split(/\s+/).filter((word) => /\w/.test(word)).length;
}
