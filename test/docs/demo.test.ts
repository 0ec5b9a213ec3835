// The demo video: what `npm start` prints can be done in less than five minutes, with what there is.
import { globSync, readFileSync } from 'node:fs';

import { RetellChat } from '../../nodes/RetellChat/RetellChat.node.ts';
import { demoSteps } from '../../tools/tour/demo.ts';
import { pageNamed } from './pages.ts';

test('its steps come one after the other, within five minutes', async () => {
	const steps = await demoSteps();
	const times = steps.map((step) => {
		const [, minutes, seconds] = /^(\d):(\d\d) /.exec(step) ?? [];
		return Number(minutes) * 60 + Number(seconds);
	});
	expect(times.length).toBeGreaterThan(4);
	expect(times).toEqual([...times].sort((a, b) => a - b));
	expect(times.at(-1)).toBeLessThan(300);
});

test('each operation, option and example that it names is there', async () => {
	const [, demo = ''] = pageNamed('docs/verification.md').text.split('## The demo video');
	const [section = ''] = demo.split('\n## ');
	const bold = [...section.matchAll(/\*\*(.+?)\*\*/g)].map(([, name = '']) => name.replace('Retell Chat: ', ''));
	const operations = new RetellChat().description.properties
		.filter(({ name }) => name === 'operation')
		.flatMap(({ options = [] }) => options.map(({ name }) => name));
	const headings = bold.filter((name) => name.endsWith('.'));
	expect(bold.filter((name) => !headings.includes(name) && !operations.includes(name))).toEqual([]);
	const examples = globSync('examples/*.json').map(
		(file) => (JSON.parse(readFileSync(file, 'utf8')) as { name: string }).name,
	);
	expect(examples.filter((name) => section.includes(`*${name}*`))).toHaveLength(1);
	expect((await demoSteps()).join('\n')).not.toMatch(/[*`]/);
});
