// What n8n's reviewers have refused elsewhere, and what its scan does not look at.
import { globSync, readFileSync } from 'node:fs';
import { basename } from 'node:path';

import type {
	INodeProperties,
	INodePropertyCollection,
	INodePropertyOptions,
	INodeTypeDescription,
} from 'n8n-workflow';
import ts from 'typescript';

import manifest from '../../package.json' with { type: 'json' };
import { TYPES } from '../host/retell.ts';

const NODES: INodeTypeDescription[] = Object.entries(TYPES)
	.filter(([name]) => name.startsWith(`${manifest.name}.`) && !name.endsWith('Tool'))
	.map(([, { description }]) => description);
const LONGEST_HINT = 120;
const LEAST_CONTRAST = 1.5;
/** n8n's backgrounds. */
const LIGHT = '#ffffff';
const DARK = '#1f1f1f';

/** Lists in an order that means something: the reasons that chats can have come before those of calls. */
const MEANT = ['disconnectionReasons'];

const NAMES_BUFFER = /\bBuffer\b/;

interface Found {
	path: string;
	property: INodeProperties;
}

/** All fields of a node, those within collections included. */
function fieldsOf({ name, properties }: INodeTypeDescription): Found[] {
	const within = (path: string, property: INodeProperties): Found[] => {
		const here = `${path} > ${property.displayName}`;
		return [{ path: here, property }, ...(property.options ?? []).flatMap((option) => inside(here, option))];
	};
	const inside = (path: string, option: NonNullable<INodeProperties['options']>[number]): Found[] => {
		if ('values' in option) return option.values.flatMap((each) => within(path, each));
		return 'type' in option ? within(path, option) : [];
	};
	return properties.flatMap((property) => {
		const { resource = [], operation = [] } = property.displayOptions?.show ?? {};
		return within([name, ...resource, ...operation].filter((each) => typeof each === 'string').join(' '), property);
	});
}

/** What fields depend on that is neither beside them nor said by its whole path. */
function unknownIn(fields: INodeProperties[]): string[] {
	const names = fields.map(({ name }) => name);
	return fields.flatMap(({ name, displayOptions, options = [] }) => [
		...Object.keys({ ...displayOptions?.show, ...displayOptions?.hide })
			.filter((each) => !names.includes(each) && !each.startsWith('/') && !each.startsWith('@'))
			.map((each) => `${name}: ${each}`),
		...unknownIn(options.filter((option) => 'type' in option)),
		...options.flatMap((option) => ('values' in option ? unknownIn(option.values) : [])),
	]);
}

const FIELDS = NODES.flatMap(fieldsOf);
const titleOf = (option: INodePropertyOptions | INodeProperties | INodePropertyCollection) =>
	'displayName' in option ? (option.displayName ?? option.name) : option.name;

test('every field has a default, and a locator one that names one of its modes', () => {
	expect(FIELDS.filter(({ property }) => !('default' in property)).map(({ path }) => path)).toEqual([]);
	const locators = FIELDS.filter(({ property }) => property.type === 'resourceLocator');
	expect(locators.length).toBeGreaterThan(0);
	for (const { path, property } of locators) {
		const modes = property.modes?.map(({ name }) => name);
		expect([path, modes]).toEqual([path, expect.arrayContaining([(property.default as { mode: string }).mode])]);
		expect(modes?.[0]).toBe('list');
	}
});

// n8n 1 does not load a workflow whose fields depend on what it does not know.
test.each(NODES)('$displayName: fields depend on those beside them, or on others by their whole path', (node) => {
	expect(unknownIn(node.properties)).toEqual([]);
});

test('the options of every list are in the order of the alphabet, unless an order is meant', () => {
	for (const { path, property } of FIELDS) {
		if (MEANT.includes(property.name)) continue;
		const titles = (property.options ?? []).map(titleOf);
		expect([path, titles]).toEqual([path, [...titles].sort((a, b) => a.localeCompare(b, 'en'))]);
	}
});

test('hints are short', () => {
	const hints = FIELDS.flatMap(({ path, property }) => (property.hint ? [[path, property.hint] as const] : []));
	expect(hints.length).toBeGreaterThan(0);
	expect(hints.filter(([, hint]) => hint.length > LONGEST_HINT)).toEqual([]);
});

test('every subtitle names parameters that exist', () => {
	for (const { properties, subtitle = '' } of NODES) {
		const named = [...subtitle.matchAll(/\$parameter(?:\["|\.)(\w+)/g)].map(([, name = '']) => name);
		expect(named.length).toBeGreaterThan(0);
		expect(properties.map(({ name }) => name)).toEqual(expect.arrayContaining(named));
	}
});

test('there is one node that is no trigger', () => {
	const files = manifest.n8n.nodes.map((file) => basename(file, '.node.js'));
	expect(files.filter((name) => !name.endsWith('Trigger'))).toEqual(['RetellChat']);
});

test('the icons can be seen on the backgrounds of n8n', () => {
	for (const [file, background] of [
		['icons/retell.svg', LIGHT],
		['icons/retell.dark.svg', DARK],
	] as const) {
		const [fill = ''] = /#[0-9a-f]{6}/i.exec(readFileSync(file, 'utf8')) ?? [];
		expect(contrastOf(fill, background)).toBeGreaterThanOrEqual(LEAST_CONTRAST);
	}
});

test('no bytes are constructed, but for the one answer that n8n takes as such alone', () => {
	const naming = globSync('{nodes,credentials}/**/*.ts').filter((file) =>
		NAMES_BUFFER.test(readFileSync(file, 'utf8')),
	);
	const users = naming.filter((file) => NAMES_BUFFER.test(codeOf(file)));
	expect(users).toEqual(['nodes/RetellChat/resources/inboundSms/answer.ts']);
});

/** By WCAG 2.2's definition of the contrast ratio. */
function contrastOf(a: string, b: string): number {
	const luminance = (color: string) => {
		const [red = 0, green = 0, blue = 0] = [1, 3, 5].map((at) => {
			const part = parseInt(color.slice(at, at + 2), 16) / 255;
			return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
		});
		return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
	};
	const [light = 1, dark = 0] = [luminance(a), luminance(b)].sort((x, y) => y - x);
	return (light + 0.05) / (dark + 0.05);
}

/** A file's code without its comments. */
function codeOf(file: string): string {
	const { outputText } = ts.transpileModule(readFileSync(file, 'utf8'), {
		compilerOptions: { removeComments: true, target: ts.ScriptTarget.ESNext },
	});
	return outputText;
}
